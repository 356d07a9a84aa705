import { Download, X } from "lucide-react";
import { type FormEvent, type ReactNode, useState } from "react";
import { useStore } from "zustand";
import type { AgentMessages } from "../../i18n/agent/en.ts";
import { useAgentText } from "../../i18n/agent/text.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { Field, Select } from "../../ui/Field.tsx";
import { saveText } from "../chat/save-text.ts";
import { useFollowing } from "../chat/use-following.ts";
import { VisibleText } from "../chat/VisibleText.tsx";
import css from "./AgentPanel.module.css";
import type { Agent, AgentView } from "./agent.ts";
import { StepView } from "./StepView.tsx";

interface AgentPanelProps {
  agent: Agent;
  language: "en" | "zh-CN";
  /** Leads to the other tab. */
  children?: ReactNode;
  onHide(): void;
}

/** The agent's run: what is wanted, what it does step by step, what it may do, and the way back. */
export function AgentPanel({ agent, language, children, onHide }: AgentPanelProps) {
  const words = useAgentText();
  const view = useStore(agent.view);
  const [again, setAgain] = useState(false);
  const isOver = view?.state === "finished" || view?.state === "moved";
  const asks = view === undefined || (again && isOver);
  const start = (request: string, edits: "ask" | "allow") => {
    if (agent.start({ request, edits, language })) setAgain(false);
  };
  return (
    <section className={css["panel"]} aria-label={words.label}>
      <header className={css["head"]}>
        {children}
        <h2 className={css["tab"]}>{words.label}</h2>
        <span className={css["state"]} role="status">
          {view && words.states[view.state]}
        </span>
        {view && (
          <IconButton
            label={words.export}
            icon={Download}
            onClick={() => saveText(`agent-${view.run}.json`, agent.transcript())}
          />
        )}
        <IconButton label={words.hide} icon={X} onClick={onHide} />
      </header>
      {asks ? <Order words={words} onStart={start} /> : <Run agent={agent} view={view} words={words} />}
      {!asks && (
        <footer className={css["foot"]}>
          <span className={css["bill"]}>{words.bill(view.tokens, view.cost?.toPrecision(2))}</span>
          {view.canUndo && <Button onClick={() => agent.undo()}>{words.undo}</Button>}
          {isOver ? (
            <Button look="primary" onClick={() => setAgain(true)}>
              {words.another}
            </Button>
          ) : (
            <Button look="danger" onClick={() => agent.stop()}>
              {words.stop}
            </Button>
          )}
        </footer>
      )}
    </section>
  );
}

function Order({ words, onStart }: { words: AgentMessages; onStart(request: string, edits: "ask" | "allow"): void }) {
  const [request, setRequest] = useState("");
  const [edits, setEdits] = useState<"ask" | "allow">("ask");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (request.trim() !== "") onStart(request.trim(), edits);
  };
  return (
    <form className={css["order"]} onSubmit={submit}>
      <p className={css["intro"]}>{words.intro}</p>
      <textarea
        className={css["request"]}
        aria-label={words.request}
        placeholder={words.request}
        rows={5}
        value={request}
        onChange={(event) => setRequest(event.target.value)}
      />
      <Field label={words.edits}>
        {(names) => (
          <Select
            {...names}
            value={edits}
            onChange={(event) => setEdits(event.target.value === "allow" ? "allow" : "ask")}
          >
            <option value="ask">{words.editsAsk}</option>
            <option value="allow">{words.editsAllow}</option>
          </Select>
        )}
      </Field>
      <Button type="submit" look="primary" disabled={request.trim() === ""}>
        {words.start}
      </Button>
    </form>
  );
}

function Run({ agent, view, words }: { agent: Agent; view: AgentView; words: AgentMessages }) {
  const { request, steps, saying, approval, end, undone } = view;
  const { log, onScroll } = useFollowing(`${steps.length} ${saying.length} ${approval?.hash}`);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard.
    <div ref={log} onScroll={onScroll} className={css["log"]} role="log" aria-label={words.steps} tabIndex={0}>
      <p className={css["you"]}>{request}</p>
      {steps.map((step, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: steps are only added at the end.
        <StepView key={index} step={step} words={words} />
      ))}
      {saying && <p className={css["said"]}>{saying}</p>}
      {approval && (
        <div className={css["question"]} role="alertdialog" aria-label={words.question}>
          <strong>{words.question}</strong>
          <p>{words.effects[approval.effect]}</p>
          <pre className={css["exact"]}>
            <VisibleText text={exactly(approval.call)} />
          </pre>
          <div className={css["answers"]}>
            <Button look="primary" onClick={() => agent.approve()}>
              {words.allow}
            </Button>
            <Button onClick={() => agent.refuse()}>{words.refuse}</Button>
          </div>
        </div>
      )}
      {end && (
        <p className={css["end"]} role="status">
          {words.ends[end.reason]} {end.message}
        </p>
      )}
      {undone && (
        <p className={css["end"]} role="status">
          {words.undone(undone.restored.length)} {undone.kept.length > 0 && words.keptFiles(undone.kept.join(", "))}
        </p>
      )}
    </div>
  );
}

/** All that the yes is bound to, nothing shortened. */
function exactly({ tool, arguments: given }: NonNullable<AgentView["approval"]>["call"]): string {
  const only = "command" in given && Object.keys(given).length === 1;
  return only ? `$ ${given.command}` : `${tool} ${JSON.stringify(given, null, 2)}`;
}
