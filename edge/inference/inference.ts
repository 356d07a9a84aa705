/** Answers from the configured endpoints: routes a request, hedges, leaves broken ones alone, tries the next where that does no harm. */
import type { PromptTexts } from "../../shared/agent/prompts/messages.ts";
import type { QuotaStanding } from "../../shared/protocol/assistant.ts";
import type { Say } from "./answer-reader.ts";
import { type AttemptEnd, type AttemptOptions, attempt } from "./attempt.ts";
import type { CallPorts } from "./call-endpoint.ts";
import type { ModelCall } from "./dialects/dialect.ts";
import { candidateOf, createEndpointState, type EndpointState } from "./endpoint-state.ts";
import { failure, type InferenceFailure } from "./failure.ts";
import type { QueueGroup } from "./fair-queue.ts";
import { figuresOf } from "./figures.ts";
import { hedge, type Start } from "./hedge.ts";
import { type Ledger, type Reservation, unlimited } from "./ledger.ts";
import { inferenceLimits } from "./limits.ts";
import { costOf } from "./meter.ts";
import { type ModelEndpoint, type ModelInfo, modelInfo } from "./model-settings.ts";
import { type ProbePorts, probeEndpoint } from "./probe.ts";
import {
  type AskRequest,
  askQuestion,
  completionQuestion,
  dialFailure,
  type InferenceRequest,
  type Question,
  refuse,
  type Sender,
  type TurnRequest,
  turnQuestion,
} from "./question.ts";
import { type Decision, decide } from "./routing.ts";
import { type Route, routingTable } from "./routing-table.ts";
import { type GatewayFigures, type GatewayStatus, gatewayStatus, noteDecision, type ShownDecision } from "./status.ts";
import { type Upstream, upstreamByFetch } from "./upstream.ts";

export interface InferenceOptions extends ProbePorts {
  /** A quicker way than fetch, where the host has one. */
  upstream?: Upstream;
  endpoints: readonly ModelEndpoint[];
  /** The rooms' own table when left out. */
  routes?: readonly Route[];
  /** The texts that questions are asked with; without them there are completions alone. */
  prompts?(): Promise<PromptTexts>;
  /** Tokens a day; without it nothing is limited. */
  ledger?: Pick<Ledger, "reserve">;
}

export type InferenceEnd =
  | {
      type: "done";
      reason: "stop" | "length" | "cancelled";
      model: string;
      endpoint: string;
      firstByteMs: number;
      totalMs: number;
      /** Those that the answer used. */
      tokens: number;
      /** What they cost; left out where the model has no price. */
      cost?: number;
      quota?: QuotaStanding;
      /** Tools that the answer calls. */
      calls?: readonly ModelCall[];
    }
  | { type: "failed"; failure: InferenceFailure; quota?: QuotaStanding };

export interface Inference {
  models(): ModelInfo[];
  /** Calls `listener` when there are other models than before, until the returned function is called. */
  onModels?(listener: () => void): () => void;
  /** Says the text as it arrives and resolves to how it ended. */
  complete(request: InferenceRequest, signal: AbortSignal, say: Say): Promise<InferenceEnd>;
  /** The same for a question in words. */
  ask(request: AskRequest, signal: AbortSignal, say: Say): Promise<InferenceEnd>;
}

/** Turns of agents. */
export interface AgentInference {
  /** Asks for the next answer, which may call tools; says its text as it arrives. */
  converse(request: TurnRequest, signal: AbortSignal, say: Say): Promise<InferenceEnd>;
}

/** The inference of one process, and what its owner sees of it. */
export interface Gateway extends Inference, AgentInference {
  /** From now on these are the endpoints, but for those that are off; requests under way end as they began. */
  configure(endpoints: readonly ModelEndpoint[], off: ReadonlySet<string>): void;
  /** Asks every endpoint, or one, what it can do; never rejects, and completions do not wait for it. */
  probe(id?: string): Promise<void>;
  figures(): GatewayFigures;
  status(): GatewayStatus;
}

export function createInference(options: InferenceOptions): Gateway {
  let states = statesOf(options, options.endpoints, new Set(), new Map());
  const listeners = new Set<() => void>();
  const ports: CallPorts = { clock: options.clock, upstream: options.upstream ?? upstreamByFetch(options.fetch) };
  const decisions: ShownDecision[] = [];
  const figures = () => ({ endpoints: [...states.values()].map(figuresOf), decisions });
  return {
    models: () => inUse(states).map(({ endpoint }) => modelInfo(endpoint)),
    onModels(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    configure(endpoints, off) {
      const before = states;
      states = statesOf(options, endpoints, off, before);
      for (const state of states.values()) if (before.get(state.endpoint.id) !== state) void probe(options, state);
      for (const listener of listeners) listener();
    },
    figures,
    status: () => gatewayStatus(figures()),
    async probe(id) {
      const asked = [...states.values()].filter(({ endpoint }) => id === undefined || endpoint.id === id);
      await Promise.all(asked.map((state) => probe(options, state)));
    },
    complete: (request, signal, say) => answer(completionQuestion(request), signal, say),
    async ask(request, signal, say) {
      const texts = await options.prompts?.();
      if (!texts) return { type: "failed", failure: { code: "no-model", message: "This server asks no questions." } };
      return answer(askQuestion(request, texts), signal, say);
    },
    async converse(request, signal, say) {
      const texts = await options.prompts?.();
      if (!texts) return { type: "failed", failure: { code: "no-model", message: "This server runs no agents." } };
      return answer(turnQuestion(request, texts), signal, say);
    },
  };

  async function answer(question: Question, signal: AbortSignal, say: Say): Promise<InferenceEnd> {
    const routed = route(options, states, question);
    if ("failure" in routed) return { type: "failed", failure: routed.failure };
    const { decision } = routed;
    noteDecision(decisions, options.clock.now(), decision);
    const known = decision.asked.flatMap((id) => states.get(id) ?? []);
    for (const state of known) if (isStale(state, options.clock.now())) void probe(options, state);
    const reservation = await reserve(options, question, decision.route);
    if (!reservation.ok) return quotaEnd(reservation);
    const how = {
      prompt: question.prompt,
      route: decision.route,
      deadlineMs: options.clock.now() + decision.route.firstByteMs,
      user: question.sender?.userId ?? "",
      group: groupOf(question.sender),
      spend: reservation.spend,
      onWait: question.onWait,
    };
    try {
      const end = await askInTurn(ports, known, how, signal, say);
      const quota = reservation.standing();
      return quota ? { ...end, quota } : end;
    } finally {
      reservation.release();
    }
  }
}

/** The state of each endpoint; one that is as it was before keeps what is known of it. */
function statesOf(
  { clock }: InferenceOptions,
  endpoints: readonly ModelEndpoint[],
  off: ReadonlySet<string>,
  before: ReadonlyMap<string, EndpointState>,
): Map<string, EndpointState> {
  return new Map(
    endpoints.map((endpoint) => {
      const known = before.get(endpoint.id);
      const same = known && JSON.stringify(known.endpoint) === JSON.stringify(endpoint);
      const state = same ? known : createEndpointState(endpoint, clock);
      if (known && !same && known.endpoint.url === endpoint.url) {
        // Under another name or price it is the same server: what it did and cost stays.
        state.meter = known.meter;
        state.meter.price = endpoint.price;
      }
      state.off = off.has(endpoint.id);
      return [endpoint.id, state];
    }),
  );
}

function inUse(states: ReadonlyMap<string, EndpointState>): EndpointState[] {
  return [...states.values()].filter(({ off }) => !off);
}

/** The candidates one after the other, two at a time where the route hedges, until one answers or none may be asked any more. */
async function askInTurn(
  ports: CallPorts,
  candidates: readonly EndpointState[],
  options: AttemptOptions,
  signal: AbortSignal,
  say: Say,
): Promise<InferenceEnd> {
  const { route, deadlineMs } = options;
  const left = [...candidates];
  let last: InferenceFailure = { code: "no-model", message: "No model is connected." };
  for (let state = left.shift(); state; state = left.shift()) {
    const end = await askHedged(ports, state, left, options, signal, say);
    if (end.type === "done") return doneOf(end);
    last = end.failure;
    if (end.begun || !route.escalateOn.includes(last.code)) break;
    if (signal.aborted || ports.clock.now() >= deadlineMs) break;
  }
  return { type: "failed", failure: last };
}

/** `state`, with the next of `left` beside it when it is slow. That one then is not asked again. */
function askHedged(
  ports: CallPorts,
  state: EndpointState,
  left: EndpointState[],
  options: AttemptOptions,
  signal: AbortSignal,
  say: Say,
): Promise<AttemptEnd> {
  const second = left[0];
  if (!second || !options.route.hedged) return attempt(ports, state, options, signal, say);
  const startFirst: Start = (own, hear) => attempt(ports, state, options, own, hear);
  const startSecond: Start = (own, hear) => {
    left.shift();
    return attempt(ports, second, options, own, hear);
  };
  return hedge(ports.clock, [startFirst, startSecond], hedgeDelayOf(state, options.route), signal, say);
}

/** Later than nearly all first bytes of this endpoint; half of the time there is while nobody knows. */
function hedgeDelayOf({ meter: { firstByte } }: EndpointState, { firstByteMs }: Route): number {
  const known = firstByte.count >= inferenceLimits.minHedgeSamples ? firstByte.at(0.95) : undefined;
  return Math.min(firstByteMs / 2, Math.max(inferenceLimits.minHedgeDelayMs, known ?? firstByteMs / 2));
}

function doneOf({ reason, state, account, calls }: Extract<AttemptEnd, { type: "done" }>): InferenceEnd {
  const { name, endpoint } = modelInfo(state.endpoint);
  const { firstByteMs, totalMs, usage } = account;
  const tokens = usage.promptTokens + usage.completionTokens;
  const cost = state.endpoint.price && { cost: costOf(usage, state.endpoint.price) };
  return {
    type: "done",
    reason,
    model: name,
    endpoint,
    firstByteMs,
    totalMs,
    tokens,
    ...cost,
    ...(calls ? { calls } : {}),
  };
}

function route(
  options: InferenceOptions,
  states: ReadonlyMap<string, EndpointState>,
  question: Question,
): { decision: Decision } | { failure: InferenceFailure } {
  const refusal = refuse(question);
  if (refusal) return { failure: refusal };
  const routing = decide(options.routes ?? routingTable, question, inUse(states).map(candidateOf));
  if ("refused" in routing) return { failure: dialFailure(question) };
  const missing = missingModel(states, question);
  if (missing) return { failure: missing };
  const { decision } = routing;
  const paused = decision.asked.length === 0 ? decision.paused.flatMap((id) => states.get(id) ?? [])[0] : undefined;
  return paused ? { failure: pausedFailure(paused) } : { decision };
}

function groupOf(sender: Sender | undefined): QueueGroup {
  return sender?.payers.some(({ kind }) => kind === "guest") ? "guest" : "account";
}

/** What the request may cost at most is set aside; a ledger that cannot be read lets nobody spend. */
async function reserve({ ledger }: InferenceOptions, question: Question, { maxTokens }: Route): Promise<Reservation> {
  if (!ledger) return unlimited;
  return ledger.reserve(question.sender?.payers ?? [], question.promptTokens + maxTokens);
}

function quotaEnd({ kind, limitTokens }: Extract<Reservation, { ok: false }>): InferenceEnd {
  const whose = { user: "Your", guest: "Your", address: "Your address's", workspace: "This workspace's" }[kind];
  const limit = limitTokens.toLocaleString("en");
  const message = `${whose} ${limit} tokens of today are used up; the day ends at 0:00 UTC.`;
  return { type: "failed", failure: { code: "quota", message }, quota: { usedTokens: limitTokens, limitTokens } };
}

function missingModel(states: ReadonlyMap<string, EndpointState>, { model }: Question): InferenceFailure | undefined {
  const used = inUse(states);
  if (states.size === 0) return { code: "no-model", message: "No model is connected." };
  if (used.length === 0) return { code: "no-model", message: "This server's owner has paused every model." };
  if (model !== undefined && !used.some(({ endpoint }) => endpoint.id === model)) {
    return { code: "no-model", message: `There is no model "${model.slice(0, 100)}".` };
  }
  return undefined;
}

function pausedFailure({ endpoint, circuit }: EndpointState): InferenceFailure {
  const seconds = Math.ceil(circuit.waitMs() / 1_000);
  return failure("upstream-error", modelInfo(endpoint).endpoint, `it failed and is asked again in ${seconds} s`);
}

async function probe(options: InferenceOptions, state: EndpointState): Promise<void> {
  // At once, so that a second completion does not ask again meanwhile.
  state.capabilities = { ...state.capabilities, probedAt: options.clock.now() };
  state.capabilities = await probeEndpoint(options, state.endpoint);
}

/** An endpoint that was away when it was asked what it can do may have come back. */
function isStale({ capabilities: { state, probedAt } }: EndpointState, nowMs: number): boolean {
  return state === "unreachable" && nowMs - (probedAt ?? 0) >= inferenceLimits.probeAgainMs;
}
