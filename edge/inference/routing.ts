/** Decides which endpoints a request is for and how they are asked. Pure: the same question gets the same decision. */
import type { AssistantPermission } from "../../shared/access/dial.ts";
import { inferenceLimits } from "./limits.ts";
import { tiers as order, type PromptSize, type Route, type Task, type Tier } from "./routing-table.ts";
import { answerTokens } from "./tokens.ts";

export interface Question {
  task: Task;
  promptTokens: number;
  /** Id of the model that the person chose. */
  model?: string | undefined;
  dial: ReadonlySet<AssistantPermission>;
  /** How many tiers above the route's own are wanted; 0 when left out. */
  escalation?: number | undefined;
}

/** An endpoint as a decision sees it. */
export interface Candidate {
  id: string;
  tier: Tier;
  format: "fill-in" | "chat";
  /** Undefined when nobody knows. */
  contextTokens: number | undefined;
  /** Milliseconds until it may be asked again after failures; 0 when it may now. */
  waitMs: number;
}

export interface Decision {
  route: Route;
  size: PromptSize;
  /** Ids in the order in which they are asked. */
  asked: readonly string[];
  /** Left alone for now because they failed. */
  paused: readonly string[];
}

export type Routing = { decision: Decision } | { refused: "dial" | "no-route" };

export function decide(table: readonly Route[], question: Question, candidates: readonly Candidate[]): Routing {
  const size = question.promptTokens > inferenceLimits.longPromptTokens ? "long" : "short";
  const route = table.find((row) => row.task === question.task && (row.size === "any" || row.size === size));
  if (!route) return { refused: "no-route" };
  if (!question.dial.has(route.needs)) return { refused: "dial" };
  const eligible = candidates
    .filter(({ id }) => question.model === undefined || id === question.model)
    .map((candidate, order) => ({ candidate, rank: rankOf(route, question, candidate), order }))
    .toSorted((left, right) => compare(left.rank, right.rank) || left.order - right.order)
    .map(({ candidate }) => candidate);
  return {
    decision: {
      route,
      size,
      asked: eligible.filter(({ waitMs }) => waitMs === 0).map(({ id }) => id),
      paused: eligible.filter(({ waitMs }) => waitMs > 0).map(({ id }) => id),
    },
  };
}

/** Smaller is better, the first number that differs decides: room for the prompt, format, tier. */
function rankOf(route: Route, question: Question, candidate: Candidate): readonly number[] {
  const { contextTokens } = candidate;
  const needed = question.promptTokens + answerTokens(route.maxTokens, contextTokens);
  const fits = contextTokens === undefined || contextTokens >= needed;
  const tier = tiersOf(route, question).indexOf(candidate.tier);
  return [fits ? 0 : 1, candidate.format === route.format ? 0 : 1, tier < 0 ? route.tiers.length : tier];
}

/** The larger ones first, once smaller ones have been of no use. */
function tiersOf({ tiers }: Route, { escalation = 0 }: Question): readonly Tier[] {
  const lifted = Math.min(order.length - 1, order.indexOf(tiers[0] ?? "small") + escalation);
  return escalation === 0 ? tiers : [...order.slice(lifted), ...order.slice(0, lifted).toReversed()];
}

function compare(left: readonly number[], right: readonly number[]): number {
  const at = left.findIndex((value, index) => value !== right[index]);
  return at < 0 ? 0 : (left[at] ?? 0) - (right[at] ?? 0);
}
