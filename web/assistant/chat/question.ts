/** A turn as the question that the server is asked. */
import type { AskInput } from "../../../shared/agent/ask.ts";
import type { Turn } from "../../../shared/chat/conversation.ts";
import { panelLimits } from "./limits.ts";
import type { Passage } from "./read-picks.ts";

interface Asked {
  turn: Turn;
  /** The turns before it, the oldest first. */
  before: readonly Turn[];
  passages: readonly Passage[];
  language: "en" | "zh-CN";
  model: string | undefined;
}

export function askOf({ turn, before, passages, language, model }: Asked): AskInput {
  return {
    task: turn.task,
    language,
    request: turn.question,
    context: [...passages],
    history: historyOf(before),
    ...(model !== undefined && { model }),
  };
}

/** The newest turns that were answered, as many as go into a frame. */
function historyOf(before: readonly Turn[]): NonNullable<AskInput["history"]> {
  const turns: NonNullable<AskInput["history"]> = [];
  let room: number = panelLimits.maxHistoryChars;
  for (const { question, answer } of before.toReversed()) {
    if (!answer || answer.text === "") continue;
    room -= question.length + answer.text.length;
    if (room < 0 || turns.length + 2 > panelLimits.maxHistoryTurns) break;
    turns.unshift({ role: "user", text: question }, { role: "assistant", text: answer.text });
  }
  return turns;
}
