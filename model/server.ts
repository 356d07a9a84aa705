/** OpenAI's completions and chat over one local model: `/v1/models`, `/v1/completions`, `/v1/chat/completions`, and `/health`. */
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { streamSSE } from "hono/streaming";
import * as v from "valibot";
import { modelLimits } from "./limits.ts";
import { type Answer, type LocalModel, Unanswerable } from "./local-model.ts";
import { chatSchema, completionSchema } from "./requests.ts";
import { TooManyWaiting } from "./sequence-pool.ts";

interface ServerParts {
  model: LocalModel;
  /** What requests and answers call it. */
  name: string;
  now(): number;
  /** One line a request, without its text. */
  log(line: string): void;
}

/** Pieces are a few bytes each, and an answer's number of tokens is bounded. */
const unbounded = { highWaterMark: Number.POSITIVE_INFINITY };

type Generate = (onText: (text: string) => void, signal: AbortSignal) => Promise<Answer>;

/** How the two routes write their answers. */
interface Shape {
  object: string;
  chunkObject: string;
  whole(text: string): object;
  piece(text: string): object;
}

const completionShape: Shape = {
  object: "text_completion",
  chunkObject: "text_completion",
  whole: (text) => ({ text }),
  piece: (text) => ({ text }),
};
const chatShape: Shape = {
  object: "chat.completion",
  chunkObject: "chat.completion.chunk",
  whole: (content) => ({ message: { role: "assistant", content } }),
  piece: (content) => ({ delta: { role: "assistant", content } }),
};

export function modelServer(parts: ServerParts): Hono {
  const { model, name, now } = parts;
  const created = Math.floor(now() / 1_000);
  const app = new Hono();
  app.use(
    bodyLimit({ maxSize: modelLimits.requestBytes, onError: (c) => refuse(c, 413, "The request is too large.") }),
  );
  app.onError((error, c) => {
    if (error instanceof Unanswerable) return refuse(c, 400, error.message, error.code);
    if (!(error instanceof TooManyWaiting)) throw error;
    c.header("Retry-After", String(modelLimits.retryAfterSeconds));
    return refuse(c, 429, "The model is busy and its queue is full: try again in a moment.", "rate_limit_exceeded");
  });
  app.notFound((c) => refuse(c, 404, `There is no ${c.req.path} here: use /v1/completions or /v1/chat/completions.`));
  app.get("/health", (c) => c.json({ status: "ok", ...model.load }));
  app.get("/v1/models", (c) => {
    const { contextTokens: context_window, fillsGaps: infill } = model;
    return c.json({
      object: "list",
      data: [{ id: name, object: "model", created, owned_by: "local", context_window, infill }],
    });
  });
  app.post("/v1/completions", async (c) => {
    const request = v.safeParse(completionSchema, await body(c));
    if (!request.success) return refuse(c, 400, issueSentence(request.issues));
    const generate: Generate = (onText, signal) => model.complete(request.output, onText, signal);
    return answer(c, parts, completionShape, request.output.stream, generate);
  });
  app.post("/v1/chat/completions", async (c) => {
    const request = v.safeParse(chatSchema, await body(c));
    if (!request.success) return refuse(c, 400, issueSentence(request.issues));
    const generate: Generate = (onText, signal) => model.chat(request.output, onText, signal);
    return answer(c, parts, chatShape, request.output.stream, generate);
  });
  return app;
}

async function answer(c: Context, parts: ServerParts, shape: Shape, stream: boolean, generate: Generate) {
  const started = parts.now();
  const head = { id: crypto.randomUUID(), created: Math.floor(started / 1_000), model: parts.name };
  const choice = (body: object, finish: Answer["finish"] | null) => [{ index: 0, ...body, finish_reason: finish }];
  const finished = (done: Answer) => {
    parts.log(
      `${c.req.path}: ${done.promptTokens} tokens in (${done.keptTokens} kept), ${done.answerTokens} out, ${parts.now() - started} ms`,
    );
    return usage(done);
  };
  const gone = c.req.raw.signal;
  if (!stream) {
    const done = await generate(() => undefined, gone);
    const choices = choice(shape.whole(done.text), done.finish);
    return c.json({ ...head, object: shape.object, choices, usage: finished(done) });
  }
  const ended = new AbortController();
  const { pieces, begun, done } = streamed(generate, AbortSignal.any([gone, ended.signal]));
  // What cannot be answered is a status, not a broken stream.
  await Promise.race([begun, done]);
  return streamSSE(c, async (sse) => {
    sse.onAbort(() => ended.abort());
    const send = (choices: object[], more: object = {}) =>
      sse.writeSSE({ data: JSON.stringify({ ...head, object: shape.chunkObject, choices, ...more }) });
    for await (const text of pieces) await send(choice(shape.piece(text), null));
    const whole = await done;
    await send(choice(shape.piece(""), whole.finish), { usage: finished(whole) });
    await sse.writeSSE({ data: "[DONE]" });
  });
}

/** The pieces of an answer as they come; `begun` resolves with the first. */
function streamed(generate: Generate, signal: AbortSignal) {
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const { readable: pieces, writable } = new TransformStream<string, string>({}, unbounded, unbounded);
  const writer = writable.getWriter();
  const onText = (text: string) => {
    begin();
    // A reader that is gone has aborted the signal already.
    writer.write(text).catch(() => undefined);
  };
  const done = generate(onText, signal).finally(() => writer.close().catch(() => undefined));
  return { pieces, begun, done };
}

function usage({ promptTokens, keptTokens, answerTokens }: Answer) {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: answerTokens,
    total_tokens: promptTokens + answerTokens,
    prompt_tokens_details: { cached_tokens: keptTokens },
  };
}

async function body(c: Context): Promise<unknown> {
  // What is not JSON fails the schema like any other wrong body.
  return c.req.json().catch(() => undefined);
}

function issueSentence([issue]: [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]]): string {
  return `${v.getDotPath(issue) ?? "The body is not a JSON object"}: ${issue.message}`;
}

function refuse(c: Context, status: 400 | 404 | 413 | 429, message: string, code: string | null = null): Response {
  return c.json({ error: { message, type: "invalid_request_error", code } }, status);
}
