/** Who is asked, and how often, when answers are of no use. */
import type { AskInput } from "../ask.ts";
import { agentLimits } from "../limits.ts";

/** Of each call: the same model again and again, at last a larger one. */
export function escalations({ escalation: first = 0 }: AskInput): number[] {
  const larger = first < agentLimits.maxEscalation ? [first + 1] : [];
  return [...Array<number>(1 + agentLimits.maxRetries).fill(first), ...larger];
}

/** Failures of one call that another call need not have. */
export function isPassing(code: string): boolean {
  return code === "cut" || code === "garbage" || code === "timeout";
}
