/** One call of a model, ended when its answer is longer than anybody reads. */
import type { AskEnd, AskInput, AskModel } from "./ask.ts";
import { agentLimits } from "./limits.ts";

export interface BoundedAsk {
  ask: AskInput;
  model: AskModel;
  hear?: ((text: string) => void) | undefined;
}

/** An endless answer ends with the reason "length", as one that the model's own limit cut. */
export async function askBounded({ ask, model, hear }: BoundedAsk, signal: AbortSignal): Promise<AskEnd> {
  const own = new AbortController();
  const stop = () => own.abort(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  let chars = 0;
  const count = (text: string) => {
    chars += text.length;
    if (chars > agentLimits.maxAnswerChars) own.abort();
    else hear?.(text);
  };
  const end = await model(ask, count, own.signal);
  signal.removeEventListener("abort", stop);
  if (signal.aborted || chars <= agentLimits.maxAnswerChars || !end.ok) return end;
  return { ...end, text: end.text.slice(0, agentLimits.maxAnswerChars), reason: "length" };
}
