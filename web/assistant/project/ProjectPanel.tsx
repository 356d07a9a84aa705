import { Sparkles, X } from "lucide-react";
import type { ReactNode } from "react";
import { useStore } from "zustand";
import { useProjectText } from "../../i18n/project/text.ts";
import { useTasksText } from "../../i18n/tasks/text.ts";
import { useText } from "../../i18n/text.tsx";
import { Button, IconButton } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { PlanView } from "./PlanView.tsx";
import { ProgressView } from "./ProgressView.tsx";
import css from "./ProjectPanel.module.css";
import type { ProjectDesk } from "./project-desk.ts";
import { ReportView } from "./ReportView.tsx";
import { StartView } from "./StartView.tsx";
import type { Failure, ProjectState } from "./state.ts";

interface ProjectPanelProps {
  desk: ProjectDesk;
  /** Runs the program of the project. */
  onRun(): void;
  onClose(): void;
}

/** Over the editor: a whole project, from what is asked for to the report. */
export function ProjectPanel({ desk, onRun, onClose }: ProjectPanelProps) {
  const text = useProjectText();
  const { close: closeLabel } = useText();
  const state = useStore(desk.store);
  if (state.phase === "closed") return undefined;
  const isBusy = state.phase === "planning" || state.phase === "working";
  // A plan that a person has changed does not go with one key.
  const closesByKey = state.phase === "start" || state.phase === "report";
  const close = () => {
    desk.close();
    onClose();
  };
  return (
    <section
      className={css["panel"]}
      aria-label={text.title}
      onKeyDown={(event) => event.key === "Escape" && !event.nativeEvent.isComposing && closesByKey && close()}
    >
      <header className={css["head"]}>
        <h2>
          <Icon of={Sparkles} size={14} />
          {text.title}
        </h2>
        <div className={css["actions"]}>
          <Actions desk={desk} state={state} onRun={onRun} />
        </div>
        {!isBusy && <IconButton label={closeLabel} icon={X} onClick={close} />}
      </header>
      <div className={css["body"]}>
        <FailureLine state={state} />
        <Body desk={desk} state={state} />
      </div>
    </section>
  );
}

type OpenState = Exclude<ProjectState, { phase: "closed" }>;

function Body({ desk, state }: { desk: ProjectDesk; state: OpenState }): ReactNode {
  switch (state.phase) {
    case "start":
      return <StartView state={state} onDescribe={(description) => desk.describe(description)} />;
    case "planning":
      return <StartView state={state.from} />;
    case "plan":
      return <PlanView desk={desk} state={state} />;
    case "working":
      return <ProgressView progress={state.progress} />;
    case "report":
      return <ReportView state={state} />;
  }
}

function Actions({ desk, state, onRun }: { desk: ProjectDesk; state: OpenState; onRun(): void }): ReactNode {
  const text = useProjectText();
  switch (state.phase) {
    case "start": {
      const isAsked = state.ground.items.length > 0 || state.description.trim() !== "";
      const isForbidden = state.failure?.code === "off" || state.failure?.code === "dial";
      if (!state.hasModel || isForbidden) return undefined;
      return (
        <Button look="primary" disabled={!isAsked} onClick={() => void desk.plan()}>
          {text.plan}
        </Button>
      );
    }
    case "planning":
      return <Busy words={text.planning(state.chars)} desk={desk} />;
    case "plan": {
      const count = state.files.filter(({ because }) => because.length > 0).length;
      return (
        <>
          {state.hasModel && <Button onClick={() => void desk.plan()}>{text.planAgain}</Button>}
          {(state.hasModel || count === 0) && (
            <Button look="primary" autoFocus onClick={() => void desk.write()}>
              {count ? text.write(count) : text.check}
            </Button>
          )}
        </>
      );
    }
    case "working":
      return <Busy words={state.stopping ? text.stopping : doingText(state, text)} desk={desk} />;
    case "report":
      return (
        <>
          {state.undo === "possible" && <Button onClick={() => desk.undo()}>{text.undo}</Button>}
          <Button onClick={() => desk.back()}>{text.goOn}</Button>
          <Button look="primary" autoFocus onClick={onRun}>
            {text.run}
          </Button>
        </>
      );
  }
}

function Busy({ words, desk }: { words: string; desk: ProjectDesk }) {
  const text = useProjectText();
  return (
    <>
      <p className={css["state"]} role="status">
        {words}
      </p>
      <Button autoFocus onClick={() => desk.stop()}>
        {text.stop}
      </Button>
    </>
  );
}

function doingText(
  { doing, chars }: Extract<OpenState, { phase: "working" }>,
  text: ReturnType<typeof useProjectText>,
): string {
  if (doing.kind === "command") return text.doingCommand(doing.command);
  return doing.kind === "types" ? text.doingTypes : text.doingWrite(chars);
}

/** Why it does not go on, and that no model is there. */
function FailureLine({ state }: { state: OpenState }) {
  const text = useProjectText();
  const { problems } = useTasksText();
  const failure = failureOf(state);
  const isStatic = "hasModel" in state && !state.hasModel;
  if (!failure && !isStatic) return undefined;
  const known = failure && Object.hasOwn(problems, failure.code) && failure.code !== "unusable";
  const words = known ? problems[failure.code as keyof typeof problems] : `${problems.other} ${failure?.message ?? ""}`;
  return (
    <>
      {isStatic && <p className={css["note"]}>{text.noModel}</p>}
      {failure && (
        <p className={css["alert"]} role="alert">
          {failure.code === "bad-graph" ? text.badGraph : words} {state.phase !== "report" && text.nothingYet}
        </p>
      )}
    </>
  );
}

function failureOf(state: OpenState): Failure | undefined {
  if (state.phase === "report") return state.generated.failure;
  return state.phase === "planning" ? undefined : state.failure;
}
