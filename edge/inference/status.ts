/** The models as their owner sees them: what each can do, what it did and cost, and why it was chosen. Never a key, never code. */
import { addFigures, type EndpointFacts, type EndpointFigures } from "./figures.ts";
import { inferenceLimits } from "./limits.ts";
import type { DaySpend } from "./meter.ts";
import { percentile } from "./percentiles.ts";
import type { Decision } from "./routing.ts";

export interface EndpointStatus extends EndpointFacts {
  /** Whether the endpoint lists the model; undefined when it lists none. */
  listed: boolean | undefined;
  spend: Spend;
}

export interface Spend {
  /** Calls by how they ended. */
  outcomes: Record<string, number>;
  promptTokens: number;
  completionTokens: number;
  cost: number;
  today: DaySpend;
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

/** What one process knows; several add up. */
export interface GatewayFigures {
  endpoints: EndpointFigures[];
  /** The newest last. */
  decisions: readonly ShownDecision[];
}

export interface GatewayStatus {
  endpoints: EndpointStatus[];
  /** The newest last. */
  decisions: readonly ShownDecision[];
}

export function gatewayStatus({ endpoints, decisions }: GatewayFigures): GatewayStatus {
  return { endpoints: endpoints.map(statusOf), decisions };
}

/** The endpoints of `own`, with what others know of them too. */
export function addGateways(own: GatewayFigures, others: readonly GatewayFigures[]): GatewayFigures {
  return {
    endpoints: own.endpoints.map((figures) =>
      others.flatMap(({ endpoints }) => endpoints.filter(({ id }) => id === figures.id)).reduce(addFigures, figures),
    ),
    decisions: [own, ...others]
      .flatMap(({ decisions }) => decisions)
      .toSorted((left, right) => left.atMs - right.atMs)
      .slice(-inferenceLimits.keptDecisions),
  };
}

function statusOf(figures: EndpointFigures): EndpointStatus {
  const { outcomes, promptTokens, completionTokens, cost, today, firstByte, total, ...known } = figures;
  const { model, capabilities } = known;
  // Ollama lists "name:latest" for what is asked as "name".
  const isListed = capabilities.models.some((name) => name === model || name === `${model}:latest`);
  return {
    ...known,
    listed: capabilities.models.length > 0 ? isListed : undefined,
    spend: {
      outcomes,
      promptTokens,
      completionTokens,
      cost,
      today,
      firstByteP50Ms: percentile(firstByte, 0.5),
      firstByteP95Ms: percentile(firstByte, 0.95),
      totalP50Ms: percentile(total, 0.5),
      totalP95Ms: percentile(total, 0.95),
    },
  };
}

export function noteDecision(kept: ShownDecision[], atMs: number, { route, size, asked, paused }: Decision): void {
  kept.push({ atMs, route: route.name, size, asked, paused });
  if (kept.length > inferenceLimits.keptDecisions) kept.shift();
}
