import type { Answer } from "../../../shared/chat/conversation.ts";
import type { ChatMessages } from "../../i18n/chat/en.ts";
import { useChatText } from "../../i18n/chat/text.ts";
import { AnswerGuard } from "./AnswerGuard.tsx";
import { costText } from "./as-markdown.ts";
import css from "./ChatPanel.module.css";
import { failureWords } from "./failure-words.ts";
import { Markdown } from "./Markdown.tsx";

/** An answer in its end state: its text, how it ended, who gave it and what it cost. */
export function AnswerView({ answer }: { answer: Answer | undefined }) {
  const words = useChatText();
  if (!answer) return <p className={css["note"]}>{words.unanswered}</p>;
  const { text, state, source } = answer;
  const isEmpty = text.trim() === "";
  return (
    <>
      {source === "static" && (
        <p className={css["static"]}>
          <strong>{words.staticAnalysis}</strong> {words.staticHint}
        </p>
      )}
      {!isEmpty && <AnswerText text={text} />}
      {isEmpty && state === "whole" && <p className={css["note"]}>{words.empty}</p>}
      {isEmpty && state === "stopped" && <p className={css["note"]}>{words.stoppedEmpty}</p>}
      {state === "failed" && <Failure answer={answer} />}
    </>
  );
}

export function AnswerText({ text }: { text: string }) {
  return (
    <AnswerGuard fallback={<pre className={css["plain"]}>{text}</pre>}>
      <Markdown text={text} />
    </AnswerGuard>
  );
}

function Failure({ answer }: { answer: Answer }) {
  const words = useChatText();
  return (
    <div className={css["failure"]}>
      <p>{failureWords(answer.code ?? "", words)}</p>
      {answer.message && (
        <details>
          <summary>{words.details}</summary>
          <p>{answer.message}</p>
        </details>
      )}
    </div>
  );
}

/** "qwen-coder · gpu-1 · 120 tokens · cost 0.0021 · Stopped" */
export function answerFacts(answer: Answer, words: ChatMessages): string {
  const { model, endpoint, tokens, cost, state } = answer;
  return [
    model,
    endpoint,
    tokens > 0 && words.tokens(tokens),
    cost !== undefined && words.cost(costText(cost)),
    state !== "whole" && state !== "failed" && words.states[state],
  ]
    .filter(Boolean)
    .join(" · ");
}
