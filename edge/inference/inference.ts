/** Completions from the configured endpoints: chooses one, leaves broken ones alone, tries the next where that does no harm. */

import { promptContext } from "../../shared/models/prompt-context.ts";
import { promptWindow } from "../../shared/models/prompt-window.ts";
import { scrubTokens } from "../../shared/models/scrub-tokens.ts";
import { holdsPrivateKey, isSecretPath } from "../../shared/models/secrets.ts";
import { type CallPorts, callEndpoint } from "./call-endpoint.ts";
import type { CompletionPrompt } from "./dialects/dialect.ts";
import { createEndpointState, type EndpointState, targetOf } from "./endpoint-state.ts";
import { failure, type InferenceFailure, mayTryAnother } from "./failure.ts";
import { inferenceLimits } from "./limits.ts";
import { type ModelEndpoint, type ModelInfo, modelInfo } from "./model-settings.ts";
import { probeEndpoint } from "./probe.ts";
import { type EndpointStatus, statusOf } from "./status.ts";

export interface InferenceOptions extends CallPorts {
  endpoints: readonly ModelEndpoint[];
}

export interface InferenceRequest extends CompletionPrompt {
  /** Id of the model; the first configured one when left out. */
  model?: string | undefined;
}

export type InferenceEvent =
  | { type: "text"; text: string }
  | {
      type: "done";
      reason: "stop" | "length" | "cancelled";
      model: string;
      endpoint: string;
      firstByteMs: number;
      totalMs: number;
    }
  | { type: "failed"; failure: InferenceFailure };

export interface Inference {
  models(): ModelInfo[];
  /** Text as it arrives, then exactly one `done` or `failed`; never throws. */
  complete(request: InferenceRequest, signal: AbortSignal): AsyncGenerator<InferenceEvent, void, undefined>;
}

/** The inference of one process, and what its owner sees of it. */
export interface Gateway extends Inference {
  /** Asks every endpoint what it can do; never rejects, and completions do not wait for it. */
  probe(): Promise<void>;
  status(): EndpointStatus[];
}

export function createInference(options: InferenceOptions): Gateway {
  const states = options.endpoints.map((endpoint) => createEndpointState(endpoint, options.clock));
  return {
    models: () => options.endpoints.map(modelInfo),
    status: () => states.map((state) => statusOf(state)),
    async probe() {
      await Promise.all(states.map((state) => probe(options, state)));
    },
    async *complete(request, signal) {
      const refusal = refuse(options.endpoints, request);
      if (refusal) return yield { type: "failed", failure: refusal };
      const candidates = states.filter(({ endpoint: { id } }) => request.model === undefined || id === request.model);
      let last: InferenceFailure | undefined;
      for (const state of candidates) {
        const waitMs = state.circuit.waitMs();
        if (waitMs > 0) {
          last ??= pausedFailure(state.endpoint, waitMs);
          continue;
        }
        if (isStale(state, options.clock.now())) void probe(options, state);
        const failed = yield* ask(options, state, request, signal);
        if (!failed) return;
        last = failed.failure;
        if (failed.begun || !mayTryAnother(last.code)) break;
      }
      if (last) yield { type: "failed", failure: last };
    },
  };
}

/** Asks one endpoint; the failure when it gave no whole answer. */
async function* ask(
  options: InferenceOptions,
  state: EndpointState,
  request: InferenceRequest,
  signal: AbortSignal,
): AsyncGenerator<InferenceEvent, { failure: InferenceFailure; begun: boolean } | undefined, undefined> {
  const { clock } = options;
  const { endpoint, circuit } = state;
  const from = clock.now();
  let firstByteMs: number | undefined;
  const window = promptWindow(request.prefix, request.suffix, {
    prefix: inferenceLimits.maxPromptPrefixChars,
    suffix: inferenceLimits.maxPromptSuffixChars,
  });
  const context = promptContext(request.context ?? [], inferenceLimits.maxContextChars);
  const prompt = { ...request, ...window, path: scrubTokens(request.path), context };
  for await (const event of callEndpoint(options, endpoint, targetOf(state), prompt, signal)) {
    if (event.type === "text") {
      firstByteMs ??= clock.now() - from;
      yield event;
    } else if (event.type === "failed") {
      circuit.failed();
      return { failure: event.failure, begun: firstByteMs !== undefined };
    } else {
      if (event.reason !== "cancelled") circuit.succeeded();
      const totalMs = clock.now() - from;
      const { name, endpoint: host } = modelInfo(endpoint);
      yield {
        type: "done",
        reason: event.reason,
        model: name,
        endpoint: host,
        firstByteMs: firstByteMs ?? totalMs,
        totalMs,
      };
    }
  }
  return undefined;
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

function refuse(endpoints: readonly ModelEndpoint[], request: InferenceRequest): InferenceFailure | undefined {
  if (isSecretPath(request.path)) {
    return { code: "forbidden", message: `${request.path} may hold secrets: it is not sent to a model.` };
  }
  if (holdsPrivateKey(request.prefix) || holdsPrivateKey(request.suffix)) {
    return { code: "forbidden", message: "The file holds a private key: it is not sent to a model." };
  }
  if (!endpoints.length) return { code: "no-model", message: "No model is connected." };
  if (request.model !== undefined && !endpoints.some(({ id }) => id === request.model)) {
    return { code: "no-model", message: `There is no model "${request.model.slice(0, 100)}".` };
  }
  return undefined;
}

function pausedFailure(endpoint: ModelEndpoint, waitMs: number): InferenceFailure {
  const seconds = Math.ceil(waitMs / 1_000);
  const host = modelInfo(endpoint).endpoint;
  return failure(
    "upstream-error",
    host,
    `it failed ${inferenceLimits.circuitFailures} times and is asked again in ${seconds} s`,
  );
}
