import type { ToolCall } from "../../../shared/agent/loop/tools.ts";
import type { Step, ToolResult } from "../../../shared/agent/loop/transcript.ts";
import type { AgentMessages } from "../../i18n/agent/en.ts";
import css from "./AgentPanel.module.css";

/** One step as text: nothing of it is markup, loaded or opened by itself. */
export function StepView({ step, words }: { step: Step; words: AgentMessages }) {
  switch (step.kind) {
    case "said":
      return talkOf(step) === "" ? undefined : <p className={css["said"]}>{talkOf(step)}</p>;
    case "call":
      return (
        <p className={css["call"]}>
          <strong>{words.tools[step.call.tool]}</strong> <code>{subjectOf(step.call)}</code>
        </p>
      );
    case "approval":
      return step.answer === "asked" ? undefined : (
        <p className={css["call"]}>{step.answer === "approved" ? words.allowed : words.refused}</p>
      );
    case "result":
      return <Result result={step.result} words={words} />;
    case "ended":
      return undefined;
  }
}

function Result({ result, words }: { result: ToolResult; words: AgentMessages }) {
  const changes = result.ok ? result.changes : [];
  return (
    <>
      {changes.map(({ path, diff }) => (
        <details key={path} className={css["result"]} open>
          <summary>{path}</summary>
          <pre className={css["diff"]}>{diff}</pre>
        </details>
      ))}
      {changes.length === 0 && (
        <details className={css["result"]} open={!result.ok}>
          <summary>{words.output}</summary>
          <pre className={css["diff"]}>{result.text}</pre>
        </details>
      )}
    </>
  );
}

/** A call that the answer wrote in words is told by its own step. */
function talkOf({ text, calls }: Extract<Step, { kind: "said" }>): string {
  const fence = calls.length ? text.lastIndexOf("```json") : -1;
  return (fence < 0 ? text : text.slice(0, fence)).trim();
}

function subjectOf(call: ToolCall): string {
  switch (call.tool) {
    case "run":
      return call.arguments.command;
    case "search":
      return call.arguments.text;
    case "edit":
      return [...new Set(call.arguments.edits.map(({ path }) => path))].join(", ");
    case "list":
    case "read":
    case "diagnostics":
      return call.arguments.path ?? "/";
    case "remote":
      return `${call.arguments.server} ${call.arguments.tool}`;
  }
}
