/** The models as their owner sees them: what each can do, what it did and cost, and why it was chosen. Never a key, never code. */
import type { EndpointState } from "./endpoint-state.ts";
import { inferenceLimits } from "./limits.ts";
import { type ModelInfo, modelInfo } from "./model-settings.ts";
import type { Capabilities } from "./probe.ts";
import type { Decision } from "./routing.ts";

export interface EndpointStatus extends ModelInfo {
  dialect: string;
  model: string;
  tier: string;
  capabilities: Capabilities;
  /** Whether the endpoint lists the model; undefined when it lists none. */
  listed: boolean | undefined;
  /** Milliseconds until it is asked again after failures. */
  pausedMs: number;
  /** Requests that it works on, and those that wait. */
  running: number;
  waiting: number;
  spend: Spend;
}

export interface Spend {
  /** Calls by how they ended. */
  outcomes: Record<string, number>;
  promptTokens: number;
  completionTokens: number;
  cost: number;
  /** Of the last calls; undefined before the first. */
  firstByteP50Ms: number | undefined;
  firstByteP95Ms: number | undefined;
  totalP50Ms: number | undefined;
  totalP95Ms: number | undefined;
}

/** Which endpoints were to be asked for a request, in which order, and by which row of the table. */
export interface ShownDecision {
  atMs: number;
  route: string;
  size: string;
  asked: readonly string[];
  paused: readonly string[];
}

export interface GatewayStatus {
  endpoints: EndpointStatus[];
  /** The newest last. */
  decisions: readonly ShownDecision[];
}

export function statusOf({ endpoint, capabilities, circuit, meter, queue }: EndpointState): EndpointStatus {
  const { dialect, model, tier } = endpoint;
  const { models } = capabilities;
  // Ollama lists "name:latest" for what is asked as "name".
  const isListed = models.some((name) => name === model || name === `${model}:latest`);
  const { promptTokens, completionTokens, cost, firstByte, total } = meter;
  return {
    ...modelInfo(endpoint),
    dialect,
    model,
    tier,
    capabilities,
    listed: models.length > 0 ? isListed : undefined,
    pausedMs: circuit.waitMs(),
    running: queue.running,
    waiting: queue.waiting,
    spend: {
      outcomes: Object.fromEntries(meter.outcomes),
      promptTokens,
      completionTokens,
      cost,
      firstByteP50Ms: firstByte.at(0.5),
      firstByteP95Ms: firstByte.at(0.95),
      totalP50Ms: total.at(0.5),
      totalP95Ms: total.at(0.95),
    },
  };
}

export function noteDecision(kept: ShownDecision[], atMs: number, { route, size, asked, paused }: Decision): void {
  kept.push({ atMs, route: route.name, size, asked, paused });
  if (kept.length > inferenceLimits.keptDecisions) kept.shift();
}
