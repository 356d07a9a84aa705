/** One call to one endpoint: sends the prompt, reads the stream, and says in one typed value how it ended. */
import type { Clock } from "../ports.ts";
import { Alarm } from "./alarm.ts";
import { type AnswerEnd, AnswerReader, type Say } from "./answer-reader.ts";
import type { AnswerForm, DialectModel, ModelCall, Prompt, Sampling, TokenUsage } from "./dialects/dialect.ts";
import { dialects } from "./dialects/index.ts";
import { parseJson, readProblem } from "./dialects/read-answer.ts";
import { besides } from "./dialects/route-of.ts";
import { codeOfStatus, type FailureCode, failure, type InferenceFailure } from "./failure.ts";
import { inferenceLimits } from "./limits.ts";
import { type ModelEndpoint, modelInfo } from "./model-settings.ts";
import type { Upstream, UpstreamAnswer } from "./upstream.ts";

export type CallEnd =
  /** `usage` as the endpoint counted it, when it said so. */
  | { type: "done"; reason: "stop" | "length" | "cancelled"; usage?: TokenUsage; calls?: readonly ModelCall[] }
  /** `passing`: the same call may do better in a moment. `retryAfterMs`: when the endpoint wants to be asked again. */
  | { type: "failed"; failure: InferenceFailure; passing: boolean; retryAfterMs?: number };

/** How one call is made. */
export interface Call {
  target: DialectModel;
  sampling: Sampling;
  firstByteMs: number;
  /** Longest silence in the stream. */
  idleMs: number;
  totalMs: number;
}

export interface CallPorts {
  upstream: Upstream;
  clock: Clock;
}

/** Says text as it arrives and resolves to how it ended; never rejects. Aborting `signal` aborts the upstream request at once. */
export async function callEndpoint(
  ports: CallPorts,
  endpoint: ModelEndpoint,
  prompt: Prompt,
  call: Call,
  signal: AbortSignal,
  say: Say,
): Promise<CallEnd> {
  const { clock } = ports;
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  const silence = new Alarm(clock, abort);
  const total = new Alarm(clock, abort);
  signal.addEventListener("abort", abort);
  if (signal.aborted) abort();
  let begun = false;
  try {
    total.ringAfter(call.totalMs);
    silence.ringAfter(call.firstByteMs);
    const { url, form, body } = questionOf(endpoint, prompt, call);
    const request = { headers: headersOf(endpoint, acceptedTypes[form.framing]), body, signal: controller.signal };
    const response = await ports.upstream(url, request);
    if (response.status !== 200) return await refused(response, endpoint, clock);
    const limits = "messages" in prompt ? inferenceLimits.conversation : inferenceLimits.completion;
    const answer = new AnswerReader(form, limits, response.header("content-type") ?? "", say);
    let end: AnswerEnd | undefined;
    await response.read((bytes) => {
      begun = true;
      silence.ringAfter(call.idleMs);
      end = answer.read(bytes);
      return end === undefined;
    });
    return toCallEnd(end ?? answer.end(), endpoint);
  } catch (error) {
    if (signal.aborted) return { type: "done", reason: "cancelled" };
    if (silence.rang || total.rang) {
      return { type: "failed", failure: failureOf(endpoint, "timeout"), passing: false };
    }
    const cause = causeOf(error);
    const failure = failureOf(endpoint, begun ? "cut" : "refused", cause);
    return { type: "failed", failure, passing: passingCauses.includes(cause) };
  } finally {
    silence.stop();
    total.stop();
    signal.removeEventListener("abort", abort);
    // Whatever is still on its way is not wanted any more.
    abort();
  }
}

/** A gateway before the model, or a model that is being loaded. */
const passingStatuses: readonly number[] = [502, 503, 504];
/** A connection kept from before that the server closed meanwhile. */
const passingCauses: readonly string[] = ["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"];

/** Seconds or a date; anything else says nothing. */
function retryAfter(response: UpstreamAnswer, clock: Pick<Clock, "now">): { retryAfterMs?: number } {
  const value = response.header("retry-after")?.trim() ?? "";
  const waitMs = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - clock.now();
  return waitMs > 0 ? { retryAfterMs: waitMs } : {};
}

function toCallEnd(end: AnswerEnd, endpoint: ModelEndpoint): CallEnd {
  if (end.type === "done") return end;
  // Cut before a word: a server that restarts does that.
  return { type: "failed", failure: failureOf(endpoint, end.code, end.detail), passing: end.code === "cut" };
}

async function refused(response: UpstreamAnswer, endpoint: ModelEndpoint, clock: Pick<Clock, "now">): Promise<CallEnd> {
  return {
    type: "failed",
    failure: await statusFailure(response, endpoint),
    passing: passingStatuses.includes(response.status),
    ...retryAfter(response, clock),
  };
}

const acceptedTypes = { events: "text/event-stream", lines: "application/x-ndjson" } as const;

/** What is sent where, and how its answer is read. */
function questionOf(
  endpoint: ModelEndpoint,
  prompt: Prompt,
  { target, sampling }: Call,
): { url: string; form: AnswerForm; body: string } {
  const dialect = dialects[endpoint.dialect];
  if (!("messages" in prompt)) {
    return { url: endpoint.url, form: dialect, body: JSON.stringify(dialect.body(target, prompt, sampling)) };
  }
  const { chat } = dialect;
  const body = JSON.stringify(chat.body(target.model, prompt, sampling));
  return { url: besides(endpoint.url, dialect.route, chat.route), form: chat, body };
}

export function headersOf({ key }: ModelEndpoint, accept: string): Record<string, string> {
  const authorization = key ? { authorization: `Bearer ${key}` } : {};
  return { "content-type": "application/json", accept, ...authorization };
}

async function statusFailure(response: UpstreamAnswer, endpoint: ModelEndpoint): Promise<InferenceFailure> {
  const decoder = new TextDecoder();
  let text = "";
  await response.read((bytes) => {
    text += decoder.decode(bytes.subarray(0, inferenceLimits.maxErrorChars * 4), { stream: true });
    return text.length <= inferenceLimits.maxErrorChars;
  });
  const problem = readProblem(parseJson(text));
  const detail = problem === undefined ? `${response.status}` : `${response.status} ${problem}`;
  return failureOf(endpoint, codeOfStatus(response.status), detail);
}

/** Some endpoints quote the key that they refuse: it stays here. */
function failureOf(endpoint: ModelEndpoint, code: FailureCode, detail = ""): InferenceFailure {
  const shown = endpoint.key ? detail.replaceAll(endpoint.key, "[key]") : detail;
  return failure(code, modelInfo(endpoint).endpoint, shown.slice(0, inferenceLimits.maxErrorChars));
}

/** The system's code for it: fetch wraps the error that has it. */
function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error && "code" in cause ? String(cause.code) : "";
}
