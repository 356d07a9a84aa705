/** Asks an endpoint once what it can do. Whatever goes wrong is an answer too: nothing waits for it. */
import type { Clock, Fetch } from "../ports.ts";
import { readAtMost } from "../read-at-most.ts";
import { headersOf } from "./call-endpoint.ts";
import type { CompletionPrompt, Told } from "./dialects/dialect.ts";
import { dialects } from "./dialects/index.ts";
import { parseJson } from "./dialects/read-answer.ts";
import { besides } from "./dialects/route-of.ts";
import { inferenceLimits } from "./limits.ts";
import type { ModelEndpoint } from "./model-settings.ts";

export interface Capabilities {
  /** "unreachable": nothing answered; completions are tried all the same. */
  state: "unknown" | "known" | "unreachable";
  /** Names of the models that the endpoint lists. */
  models: readonly string[];
  contextTokens: number | undefined;
  /** Whether code after the caret is taken. */
  fillIn: "accepted" | "refused" | "unknown";
  probedAt: number | undefined;
}

export const unprobed: Capabilities = {
  state: "unknown",
  models: [],
  contextTokens: undefined,
  fillIn: "unknown",
  probedAt: undefined,
};

export interface ProbePorts {
  fetch: Fetch;
  clock: Clock;
}

/** Never throws; each question has `probeTimeoutMs`. */
export async function probeEndpoint(ports: ProbePorts, endpoint: ModelEndpoint): Promise<Capabilities> {
  const { looks, fillIn } = dialects[endpoint.dialect].probe;
  const told: Told = {};
  let answered = false;
  for (const { route, body, read } of looks) {
    const url = besides(endpoint.url, dialects[endpoint.dialect].route, route);
    const answer = await ask(ports, endpoint, url, body?.(endpoint.model));
    if (!answer) continue;
    answered = true;
    if (answer.status === 200) Object.assign(told, read(answer.json, endpoint.model));
  }
  const certain = endpoint.fim || fillIn === "always" ? true : told.fillIn;
  const taken = certain ?? (await tryFillIn(ports, endpoint));
  const tried = certain === undefined && taken !== undefined;
  return {
    state: answered || tried ? "known" : "unreachable",
    models: (told.models ?? []).slice(0, inferenceLimits.maxListedModels),
    contextTokens: endpoint.contextTokens ?? told.contextTokens,
    fillIn: taken === undefined ? "unknown" : taken ? "accepted" : "refused",
    probedAt: ports.clock.now(),
  };
}

const smallest: CompletionPrompt = { path: "a.js", prefix: "a = ", suffix: ";" };
/** A server that does not know the suffix or the route says so with one of these; any other may pass. */
const refusals: readonly number[] = [400, 404, 405, 422, 501];

/** One token with code on both sides of the hole: true when it is taken, undefined when nobody can say. */
async function tryFillIn(ports: ProbePorts, endpoint: ModelEndpoint): Promise<boolean | undefined> {
  const model = { ...endpoint, refusesSuffix: false };
  const body = dialects[endpoint.dialect].body(model, smallest, { temperature: 0, maxTokens: 1 });
  const answer = await ask(ports, endpoint, endpoint.url, body);
  if (answer?.status === 200) return true;
  return answer && refusals.includes(answer.status) ? false : undefined;
}

async function ask(
  { fetch, clock }: ProbePorts,
  endpoint: ModelEndpoint,
  url: string,
  body: object | undefined,
): Promise<{ status: number; json: unknown } | undefined> {
  const controller = new AbortController();
  const stop = clock.after(inferenceLimits.probeTimeoutMs, () => controller.abort());
  try {
    const init = body ? { method: "POST", body: JSON.stringify(body) } : {};
    const headers = headersOf(endpoint, "application/json");
    const response = await fetch(url, { ...init, headers, redirect: "manual", signal: controller.signal });
    const bytes = await readAtMost(response, inferenceLimits.maxProbeBytes);
    return { status: response.status, json: bytes && parseJson(new TextDecoder().decode(bytes)) };
  } catch {
    // Refused, cut or too late: the endpoint told nothing, and completions find out for themselves.
    return undefined;
  } finally {
    stop();
    controller.abort();
  }
}
