/** One call to one endpoint: sends the prompt, reads the stream, and says in one typed value how it ended. */
import type { Clock, Fetch } from "../ports.ts";
import { type AnswerEvent, AnswerReader } from "./answer-reader.ts";
import type { CompletionPrompt, DialectModel, Sampling, TokenUsage } from "./dialects/dialect.ts";
import { dialects } from "./dialects/index.ts";
import { parseJson, readProblem } from "./dialects/read-answer.ts";
import { codeOfStatus, type FailureCode, failure, type InferenceFailure } from "./failure.ts";
import { inferenceLimits } from "./limits.ts";
import { type ModelEndpoint, modelInfo } from "./model-settings.ts";

export type CallEvent =
  | { type: "text"; text: string }
  /** `usage` as the endpoint counted it, when it said so. */
  | { type: "done"; reason: "stop" | "length" | "cancelled"; usage?: TokenUsage }
  | { type: "failed"; failure: InferenceFailure };

export interface CallPorts {
  fetch: Fetch;
  clock: Clock;
}

/** Yields text as it arrives and exactly one `done` or `failed` at the end; never throws. Aborting `signal` aborts the upstream request at once. */
export async function* callEndpoint(
  { fetch, clock }: CallPorts,
  endpoint: ModelEndpoint,
  target: DialectModel,
  prompt: CompletionPrompt,
  signal: AbortSignal,
): AsyncGenerator<CallEvent, void, undefined> {
  const upstream = new AbortController();
  let timedOut = false;
  let stopTimer = () => {};
  const abort = () => upstream.abort();
  const expectWithin = (delayMs: number) => {
    stopTimer();
    stopTimer = clock.after(delayMs, () => {
      timedOut = true;
      abort();
    });
  };
  const stopTotal = clock.after(inferenceLimits.totalTimeoutMs, () => {
    timedOut = true;
    abort();
  });
  signal.addEventListener("abort", abort);
  if (signal.aborted) abort();

  let stage: "connect" | "stream" = "connect";
  try {
    expectWithin(inferenceLimits.firstByteTimeoutMs);
    const response = await fetch(endpoint.url, requestInit(endpoint, target, prompt, upstream.signal));
    if (response.status !== 200) {
      yield { type: "failed", failure: await statusFailure(response, endpoint) };
      return;
    }
    const answer = new AnswerReader(dialects[endpoint.dialect], response.headers.get("content-type") ?? "");
    for await (const bytes of chunksOf(response)) {
      stage = "stream";
      expectWithin(inferenceLimits.idleTimeoutMs);
      for (const event of answer.read(bytes)) {
        yield toCallEvent(event, endpoint);
        if (event.type !== "text") return;
      }
    }
    for (const event of answer.end()) yield toCallEvent(event, endpoint);
  } catch (error) {
    if (signal.aborted) yield { type: "done", reason: "cancelled" };
    else if (timedOut) yield { type: "failed", failure: failureOf(endpoint, "timeout") };
    else
      yield { type: "failed", failure: failureOf(endpoint, stage === "connect" ? "refused" : "cut", causeOf(error)) };
  } finally {
    stopTimer();
    stopTotal();
    signal.removeEventListener("abort", abort);
    // Whatever is still on its way is not wanted any more.
    abort();
  }
}

function toCallEvent(event: AnswerEvent, endpoint: ModelEndpoint): CallEvent {
  if (event.type !== "failed") return event;
  return { type: "failed", failure: failureOf(endpoint, event.code, event.detail) };
}

function requestInit(
  endpoint: ModelEndpoint,
  target: DialectModel,
  prompt: CompletionPrompt,
  signal: AbortSignal,
): RequestInit {
  const { body, framing } = dialects[endpoint.dialect];
  return {
    method: "POST",
    headers: headersOf(endpoint, framing === "lines" ? "application/x-ndjson" : "text/event-stream"),
    body: JSON.stringify(body(target, prompt, samplingOf(prompt))),
    // A redirect would carry the key elsewhere.
    redirect: "manual",
    signal,
  };
}

export function headersOf({ key }: ModelEndpoint, accept: string): Record<string, string> {
  const authorization = key ? { authorization: `Bearer ${key}` } : {};
  return { "content-type": "application/json", accept, ...authorization };
}

function samplingOf({ trigger }: CompletionPrompt): Sampling {
  const maxTokens = trigger === "manual" ? inferenceLimits.maxTokensManual : inferenceLimits.maxTokensAuto;
  return { temperature: inferenceLimits.temperature, maxTokens };
}

async function* chunksOf(response: Response): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = response.body?.getReader();
  if (!reader) return;
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
  } finally {
    // The stream may have failed already, and then there is nothing left to cancel.
    await reader.cancel().catch(() => undefined);
  }
}

async function statusFailure(response: Response, endpoint: ModelEndpoint): Promise<InferenceFailure> {
  let text = "";
  for await (const bytes of chunksOf(response)) {
    text += new TextDecoder().decode(bytes.subarray(0, inferenceLimits.maxErrorChars * 4));
    if (text.length > inferenceLimits.maxErrorChars) break;
  }
  const problem = readProblem(parseJson(text));
  const detail = problem === undefined ? `${response.status}` : `${response.status} ${problem}`;
  return failureOf(endpoint, codeOfStatus(response.status), detail);
}

/** Some endpoints quote the key that they refuse: it stays here. */
function failureOf(endpoint: ModelEndpoint, code: FailureCode, detail = ""): InferenceFailure {
  const shown = endpoint.key ? detail.replaceAll(endpoint.key, "[key]") : detail;
  return failure(code, modelInfo(endpoint).endpoint, shown.slice(0, inferenceLimits.maxErrorChars));
}

function causeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && "code" in cause ? String(cause.code) : "";
}
