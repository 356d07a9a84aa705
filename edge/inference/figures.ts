/** What is known of one endpoint as plain data: objects of several users can hand it over, and it adds up. */
import type { EndpointState } from "./endpoint-state.ts";
import type { DaySpend, LastFailure } from "./meter.ts";
import { type ModelInfo, modelInfo } from "./model-settings.ts";
import type { Latencies } from "./percentiles.ts";
import type { Capabilities } from "./probe.ts";

/** What an endpoint is and how it is now. */
export interface EndpointFacts extends ModelInfo {
  dialect: string;
  model: string;
  tier: string;
  /** Whether a key is sent; the key itself never leaves the endpoint's settings. */
  keySet: boolean;
  /** Left alone because its owner wants that. */
  off: boolean;
  capabilities: Capabilities;
  /** Milliseconds until it is asked again after failures. */
  pausedMs: number;
  /** Requests that it works on, and those that wait. */
  running: number;
  waiting: number;
  lastFailure: LastFailure | undefined;
}

/** The same with what it did and cost. */
export interface EndpointFigures extends EndpointFacts {
  /** Calls by how they ended. */
  outcomes: Record<string, number>;
  promptTokens: number;
  completionTokens: number;
  cost: number;
  today: DaySpend;
  firstByte: Latencies;
  total: Latencies;
}

export function figuresOf({ endpoint, off, capabilities, circuit, meter, queue }: EndpointState): EndpointFigures {
  const { dialect, model, tier, key } = endpoint;
  const { promptTokens, completionTokens, cost, today, lastFailure } = meter;
  return {
    ...modelInfo(endpoint),
    dialect,
    model,
    tier,
    keySet: key !== undefined,
    off,
    capabilities,
    pausedMs: circuit.waitMs(),
    running: queue.running,
    waiting: queue.waiting,
    outcomes: Object.fromEntries(meter.outcomes),
    promptTokens,
    completionTokens,
    cost,
    today,
    firstByte: meter.firstByte.latencies(),
    total: meter.total.latencies(),
    lastFailure,
  };
}

/** The figures of one endpoint as several processes know them, in one. */
export function addFigures(one: EndpointFigures, other: EndpointFigures): EndpointFigures {
  const outcomes = { ...one.outcomes };
  for (const [name, count] of Object.entries(other.outcomes)) outcomes[name] = (outcomes[name] ?? 0) + count;
  const [older, newer] = one.today.day <= other.today.day ? [one.today, other.today] : [other.today, one.today];
  return {
    ...one,
    capabilities: newest(one, other, ({ capabilities }) => capabilities.probedAt).capabilities,
    pausedMs: Math.max(one.pausedMs, other.pausedMs),
    running: one.running + other.running,
    waiting: one.waiting + other.waiting,
    outcomes,
    promptTokens: one.promptTokens + other.promptTokens,
    completionTokens: one.completionTokens + other.completionTokens,
    cost: one.cost + other.cost,
    today:
      older.day === newer.day
        ? { day: newer.day, tokens: older.tokens + newer.tokens, cost: older.cost + newer.cost }
        : newer,
    firstByte: addLatencies(one.firstByte, other.firstByte),
    total: addLatencies(one.total, other.total),
    lastFailure: newest(one, other, ({ lastFailure }) => lastFailure?.atMs).lastFailure,
  };
}

function newest(
  one: EndpointFigures,
  other: EndpointFigures,
  at: (figures: EndpointFigures) => number | undefined,
): EndpointFigures {
  return (at(other) ?? 0) > (at(one) ?? 0) ? other : one;
}

function addLatencies(one: Latencies, other: Latencies): Latencies {
  return { samples: [...one.samples, ...other.samples], count: one.count + other.count, sum: one.sum + other.sum };
}
