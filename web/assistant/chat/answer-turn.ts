/** Asks for the answer to one turn: of a model, and without one of what can be found out about the code. */
import type { StoreApi } from "zustand/vanilla";
import type { AskEnd } from "../../../shared/agent/ask.ts";
import type { Answer, Turn } from "../../../shared/chat/conversation.ts";
import { chatLimits } from "../../../shared/chat/limits.ts";
import type { ChatPorts, ChatState, Pending } from "./chat-state.ts";
import { askOf } from "./question.ts";

/** Of an answer that no model has ended. */
export const unpriced = { source: "model", model: "", endpoint: "", tokens: 0 } as const;

interface Asked {
  turn: Turn;
  branch: readonly Turn[];
  model: string | undefined;
}

/** The answer in its end state; what comes on the way is shown as `pending`. */
export async function answerTo(
  { turn, branch, model }: Asked,
  ports: ChatPorts,
  store: StoreApi<ChatState>,
  signal: AbortSignal,
): Promise<Answer> {
  const progress = (change: Partial<Pending>) =>
    store.setState(({ pending }) => (pending?.turnId === turn.id ? { pending: { ...pending, ...change } } : {}));
  let text = "";
  let drawing = false;
  const hear = (piece: string) => {
    text += piece;
    if (drawing) return;
    drawing = true;
    ports.soon(() => {
      drawing = false;
      progress({ text, phase: "answering" });
    }, text.length);
  };
  try {
    const remote = await ports.model();
    const picks = branch.toReversed().flatMap((one) => one.picks);
    const passages = await ports.passages(picks, turn.question, signal);
    progress({ phase: "asking" });
    const asked = askOf({ turn, before: branch.slice(0, -1), passages, language: ports.language(), model });
    const end = await remote.ask(asked, hear, signal, (ahead) => progress({ phase: "waiting", ahead }));
    if (end.ok || end.code !== "no-model") return answerOf(end);
    const { task, picks: own, question: request } = turn;
    const found = await ports.withoutModel?.({ task: task === "explain" ? task : "chat", request, picks: own });
    if (!found) return answerOf(end);
    return { ...unpriced, source: "static", state: "whole", text: found.markdown.slice(0, chatLimits.maxAnswerChars) };
  } catch (error) {
    // The code for it could not be loaded, or the project could not be read.
    const message = error instanceof Error ? error.message : String(error);
    return answerOf({ ok: false, code: "internal", message, text });
  }
}

function answerOf(end: AskEnd): Answer {
  const text = end.text.slice(0, chatLimits.maxAnswerChars);
  if (!end.ok) return { ...unpriced, text, state: "failed", code: end.code, message: end.message.slice(0, 1_000) };
  const { reason, model, endpoint, tokens, cost } = end;
  const state = reason === "length" ? "cut" : reason === "cancelled" ? "stopped" : "whole";
  return { source: "model", text, state, model, endpoint, tokens, ...(cost !== undefined && { cost }) };
}
