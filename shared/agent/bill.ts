/** What asking models has cost: call by call, and in all. */
import type { AskEnd } from "./ask.ts";

export interface BilledCall {
  /** Empty where the call failed before a model was chosen. */
  model: string;
  endpoint: string;
  tokens: number;
  /** Undefined where the model has no price. */
  cost?: number | undefined;
  /** Tiers above the task's own that were asked. */
  escalation: number;
  /** Why there was no answer. */
  failed?: string | undefined;
}

export interface Bill {
  calls: readonly BilledCall[];
  tokens: number;
  /** Of the calls that have a price; undefined when none has. */
  cost: number | undefined;
}

export function billed(end: AskEnd, escalation: number): BilledCall {
  if (!end.ok) return { model: "", endpoint: "", tokens: 0, escalation, failed: end.code };
  const { model, endpoint, tokens, cost } = end;
  return { model, endpoint, tokens, cost, escalation };
}

export function billOf(calls: readonly BilledCall[]): Bill {
  const costs = calls.flatMap(({ cost }) => cost ?? []);
  return {
    calls,
    tokens: calls.reduce((sum, { tokens }) => sum + tokens, 0),
    cost: costs.length ? costs.reduce((sum, cost) => sum + cost, 0) : undefined,
  };
}
