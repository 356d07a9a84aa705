import { Sparkles, X } from "lucide-react";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useStore } from "zustand";
import type { TasksMessages } from "../../i18n/tasks/en.ts";
import { useTasksText } from "../../i18n/tasks/text.ts";
import { useText } from "../../i18n/text.tsx";
import { Button, IconButton } from "../../ui/Button.tsx";
import { TextInput } from "../../ui/Field.tsx";
import { Icon } from "../../ui/Icon.tsx";
import css from "./DeskBar.module.css";
import type { Desk, DeskState } from "./desk.ts";
import type { Step, Target } from "./task.ts";

/** Over the editor: what the task at hand wants to know, how far it is, or why it ended. */
export function DeskBar({ desk, onClose }: { desk: Desk; onClose(): void }) {
  const text = useTasksText();
  const { close: closeLabel, tryAgain } = useText();
  const state = useStore(desk.store);
  if (state.phase === "idle" || state.phase === "review") return undefined;
  const { task, target } = state;
  const close = () => {
    desk.close();
    onClose();
  };
  return (
    <section
      className={css["bar"]}
      aria-label={text.label}
      onKeyDown={(event) => event.key === "Escape" && !event.nativeEvent.isComposing && close()}
    >
      <p className={css["what"]}>
        <Icon of={Sparkles} size={14} />
        <strong>{text.names[task]}</strong>
        <span className={css["where"]}>{placeOf(target, text)}</span>
      </p>
      {state.phase === "asking" && (
        <Request
          label={task === "generate" ? text.request : text.requestMore}
          needed={task === "generate"}
          start={text.start}
          onStart={(request) => void desk.start(task, target, request)}
        />
      )}
      {state.phase === "working" && (
        <>
          <p className={css["state"]} role="status">
            {stepOf(state.step, text)}
          </p>
          <Button autoFocus onClick={close}>
            {text.stop}
          </Button>
        </>
      )}
      {state.phase === "failed" && (
        <>
          <p className={css["state"]} role="alert">
            {problemOf(state, text)} {text.failed}
          </p>
          <Button autoFocus onClick={() => void desk.start(task, target, state.request)}>
            {tryAgain}
          </Button>
        </>
      )}
      {state.phase !== "working" && <IconButton label={closeLabel} icon={X} onClick={close} />}
    </section>
  );
}

function Request(props: { label: string; needed: boolean; start: string; onStart(request: string): void }) {
  const [request, setRequest] = useState("");
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (request.trim() !== "" || !props.needed) props.onStart(request.trim());
  };
  return (
    <form className={css["request"]} onSubmit={submit}>
      <TextInput
        ref={input}
        aria-label={props.label}
        placeholder={props.label}
        value={request}
        onChange={(event) => setRequest(event.target.value)}
      />
      <Button type="submit" look="primary" disabled={props.needed && request.trim() === ""}>
        {props.start}
      </Button>
    </form>
  );
}

function stepOf(step: Step, { steps }: TasksMessages): string {
  if (step.kind === "writing") return step.chars === 0 ? steps.reading : steps.writing(step.chars);
  return step.kind === "parts" ? steps.parts(step.done, step.total) : steps[step.kind];
}

function placeOf({ path, text, from, to }: Target, words: TasksMessages): string {
  const lineOf = (at: number) => text.slice(0, at).split("\n").length;
  return words.where(path, lineOf(from), lineOf(Math.max(from, to - 1)));
}

function problemOf({ code, message }: Extract<DeskState, { phase: "failed" }>, { problems }: TasksMessages): string {
  if (code === "analysis") return message;
  if (code === "unusable" || !Object.hasOwn(problems, code)) {
    return `${code === "unusable" ? problems.unusable : problems.other} ${message}`;
  }
  return problems[code as keyof typeof problems];
}
