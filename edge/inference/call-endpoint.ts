/** One call to one endpoint: sends the prompt, reads the stream, and says in one typed value how it ended. */

import { holeText } from "../../shared/models/hole-prompt.ts";
import type { Clock, Fetch } from "../ports.ts";
import { type CompletionPrompt, readAnswer, requestBody } from "./dialects.ts";
import { EventStream } from "./event-stream.ts";
import { codeOfStatus, type FailureCode, failure, type InferenceFailure } from "./failure.ts";
import { inferenceLimits } from "./limits.ts";
import { type ModelEndpoint, modelInfo } from "./model-settings.ts";

export type CallEvent =
  | { type: "text"; text: string }
  | { type: "done"; reason: "stop" | "length" | "cancelled" }
  | { type: "failed"; failure: InferenceFailure };

export interface CallPorts {
  fetch: Fetch;
  clock: Clock;
}

/** Yields text as it arrives and exactly one `done` or `failed` at the end; never throws. Aborting `signal` aborts the upstream request at once. */
export async function* callEndpoint(
  { fetch, clock }: CallPorts,
  endpoint: ModelEndpoint,
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
    const response = await fetch(endpoint.url, requestInit(endpoint, prompt, upstream.signal));
    if (response.status !== 200) {
      yield { type: "failed", failure: await statusFailure(response, endpoint) };
      return;
    }
    const answer = new AnswerReader(endpoint);
    for await (const bytes of chunksOf(response)) {
      stage = "stream";
      expectWithin(inferenceLimits.idleTimeoutMs);
      for (const event of answer.read(bytes, response.headers.get("content-type") ?? "")) {
        yield event;
        if (event.type !== "text") return;
      }
    }
    yield* answer.end();
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

function requestInit(endpoint: ModelEndpoint, prompt: CompletionPrompt, signal: AbortSignal): RequestInit {
  const headers: Record<string, string> = { "content-type": "application/json", accept: "text/event-stream" };
  if (endpoint.key) headers["authorization"] = `Bearer ${endpoint.key}`;
  return {
    method: "POST",
    headers,
    body: JSON.stringify(requestBody(endpoint, prompt)),
    // A redirect would carry the key elsewhere.
    redirect: "manual",
    signal,
  };
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
  const answer = readAnswer(text);
  const detail = answer && "problem" in answer ? `${response.status} ${answer.problem}` : `${response.status}`;
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

/** Turns the bytes of one answer into events. */
class AnswerReader {
  private readonly decoder = new TextDecoder();
  private readonly events = new EventStream(inferenceLimits.maxEventBytes);
  private readonly endpoint: ModelEndpoint;
  private bytes = 0;
  private lastId: string | undefined;
  private answer = "";
  private given = "";
  private finish: "stop" | "length" | undefined;
  private whole = "";

  constructor(endpoint: ModelEndpoint) {
    this.endpoint = endpoint;
  }

  *read(bytes: Uint8Array, contentType: string): Generator<CallEvent, void, undefined> {
    this.bytes += bytes.length;
    if (this.bytes > inferenceLimits.maxAnswerBytes) return yield this.failed("garbage", "it does not end");
    if (contentType.includes("application/json")) {
      // A letter of several bytes may lie across two pieces.
      this.whole += this.decoder.decode(bytes, { stream: true });
      return;
    }
    if (!contentType.includes("text/event-stream") && !contentType.includes("text/plain")) {
      return yield this.failed("garbage", contentType.split(";")[0] ?? "");
    }
    const pushed = this.events.push(bytes);
    if (!pushed.ok) return yield this.failed("garbage", pushed.reason === "too-large" ? "an event is too large" : "");
    for (const { data, id } of pushed.events) {
      const repeated = id !== undefined && id === this.lastId;
      this.lastId = id;
      if (!repeated) yield* this.event(data);
    }
  }

  /** What the end of the bytes means. */
  *end(): Generator<CallEvent, void, undefined> {
    if (this.whole) return yield* this.wholeAnswer();
    if (this.finish && !this.events.unfinished) return yield* this.done(this.finish);
    yield this.failed("cut");
  }

  private *event(data: string): Generator<CallEvent, void, undefined> {
    if (data.trim() === "[DONE]") return yield* this.done(this.finish ?? "stop");
    const read = readAnswer(data);
    if (!read) return yield this.failed("garbage");
    if ("problem" in read) return yield this.failed("upstream-error", read.problem);
    this.answer += read.piece.text;
    this.finish = read.piece.finish ?? this.finish;
    if (this.answer.length > inferenceLimits.maxTextChars) return yield* this.done("length");
    yield* this.grow(false);
  }

  private *wholeAnswer(): Generator<CallEvent, void, undefined> {
    const read = readAnswer(this.whole);
    if (!read) return yield this.failed("garbage");
    if ("problem" in read) return yield this.failed("upstream-error", read.problem);
    this.answer = read.piece.text.slice(0, inferenceLimits.maxTextChars);
    yield* this.done(read.piece.finish ?? "stop");
  }

  private *done(reason: "stop" | "length"): Generator<CallEvent, void, undefined> {
    yield* this.grow(true);
    yield { type: "done", reason };
  }

  private *grow(finished: boolean): Generator<CallEvent, void, undefined> {
    const text = this.endpoint.dialect === "openai-chat" ? holeText(this.answer, finished) : this.answer;
    if (text.length > this.given.length && text.startsWith(this.given)) {
      yield { type: "text", text: text.slice(this.given.length) };
      this.given = text;
    }
  }

  private failed(code: FailureCode, detail = ""): CallEvent {
    return { type: "failed", failure: failureOf(this.endpoint, code, detail) };
  }
}
