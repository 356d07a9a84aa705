import type { FromKernel, ToKernel } from "../preview-protocol.ts";

interface Exchange {
  respond(message: Extract<FromKernel, { type: "response" | "failed" | "open" }>): void;
  controller: ReadableStreamDefaultController<Uint8Array> | null;
  bodyTaken(bytes: number): void;
}
type Request = Omit<Extract<ToKernel, { type: "request" }>, "type" | "id" | "body" | "streams">;

export class NoServer extends Error {}

/** Requests larger than this stream to the program; smaller ones go whole, with their length. */
const wholeBodyBytes = 1_048_576;
const bodyWindowBytes = 262_144;
/** A kernel answers within a millisecond or two; one that is busy for this long is asked again by the connect page. */
const answerTimeoutMs = 1000;

/** The service worker's side of its MessagePort to the kernel. */
export class KernelClient {
  readonly #port: MessagePort;
  readonly #exchanges = new Map<number, Exchange>();
  #next = 1;

  constructor(port: MessagePort) {
    this.#port = port;
    port.onmessage = ({ data }: MessageEvent<FromKernel>) => this.#receive(data);
  }

  /** Fails what still waits for an answer. */
  close(): void {
    this.#port.close();
    for (const [id, exchange] of this.#exchanges) {
      this.#fail(exchange, { type: "failed", id, reason: "no-server", message: "the engine is gone" });
    }
  }

  /** Whether a program listens; "gone" when the kernel does not answer: its tab was closed or loaded again, and ports do not tell. */
  ask(): Promise<"open" | "closed" | "gone"> {
    const id = this.#next++;
    return new Promise((resolve) => {
      const finish = (state: "open" | "closed" | "gone"): void => {
        clearTimeout(timer);
        this.#exchanges.delete(id);
        resolve(state);
      };
      const timer = setTimeout(() => finish("gone"), answerTimeoutMs);
      this.#exchanges.set(id, {
        controller: null,
        bodyTaken: () => {},
        respond: (message) => finish(message.type === "open" && message.open ? "open" : "closed"),
      });
      this.#post({ type: "is-open", id });
    });
  }

  /** Passes a request on; rejects with `NoServer` when nothing listens. */
  async request(request: Request, body: ReadableStream<Uint8Array> | null): Promise<Response> {
    const id = this.#next++;
    const { whole, rest } = await readStart(body);
    return new Promise((resolve, reject) => {
      let credit = bodyWindowBytes;
      let wake = (): void => {};
      this.#exchanges.set(id, {
        controller: null,
        bodyTaken: (bytes) => {
          credit += bytes;
          wake();
        },
        respond: (message) => {
          if (message.type === "response") resolve(this.#responseOrFailure(message));
          else if (message.type === "failed" && message.reason === "no-server") reject(new NoServer(message.message));
          else if (message.type === "failed") resolve(failedResponse(message));
          if (message.type !== "response") this.#exchanges.delete(id);
        },
      });
      this.#post({ type: "request", id, ...request, body: rest ? null : whole, streams: rest !== null });
      if (!rest) return;
      const send = async (): Promise<void> => {
        for (let data: Uint8Array | undefined = whole ?? undefined; data; ) {
          while (credit <= 0) await new Promise<void>((go) => (wake = go));
          credit -= data.length;
          this.#post({ type: "body", id, data: new Uint8Array(data) });
          const next = await rest.read();
          data = next.value;
        }
        this.#post({ type: "body-end", id });
      };
      send().catch(() => this.#post({ type: "cancel", id }));
    });
  }

  /** The browser refuses some status codes and header names that a program may send. */
  #responseOrFailure(message: Extract<FromKernel, { type: "response" }>): Response {
    try {
      return this.#response(message);
    } catch (error) {
      this.#exchanges.delete(message.id);
      this.#post({ type: "cancel", id: message.id });
      return failedResponse({
        type: "failed",
        id: message.id,
        reason: "broken",
        message: `the browser refuses the answer (${String(error)})`,
      });
    }
  }

  #response({ id, status, statusText, headers, hasBody }: Extract<FromKernel, { type: "response" }>): Response {
    const exchange = this.#exchanges.get(id);
    const stream = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          if (exchange) exchange.controller = controller;
        },
        pull: () => {},
        cancel: () => {
          this.#exchanges.delete(id);
          this.#post({ type: "cancel", id });
        },
      },
      { highWaterMark: 0 },
    );
    const encoding = headers.find(([name]) => name === "content-encoding")?.[1] ?? "";
    const decodes = hasBody && isDecodable(encoding);
    const counted = stream.pipeThrough(this.#counting(id));
    const body = hasBody ? (decodes ? counted.pipeThrough(new DecompressionStream(encoding)) : counted) : null;
    // The browser does not decode what a service worker answers.
    const kept = decodes
      ? headers.filter(([name]) => name !== "content-encoding" && name !== "content-length")
      : headers;
    return new Response(body, { status, statusText, headers: kept });
  }

  /** Tells the kernel what the browser has taken, so that the program can go on. */
  #counting(id: number): TransformStream<Uint8Array, Uint8Array<ArrayBuffer>> {
    return new TransformStream({
      transform: (chunk, controller) => {
        controller.enqueue(new Uint8Array(chunk));
        this.#post({ type: "taken", id, bytes: chunk.length });
      },
    });
  }

  #receive(message: FromKernel): void {
    const exchange = this.#exchanges.get(message.id);
    if (!exchange) return;
    switch (message.type) {
      case "response":
      case "open":
        exchange.respond(message);
        return;
      case "chunk":
        exchange.controller?.enqueue(message.data);
        return;
      case "end":
        this.#exchanges.delete(message.id);
        exchange.controller?.close();
        return;
      case "failed":
        this.#fail(exchange, message);
        return;
      case "body-taken":
        exchange.bodyTaken(message.bytes);
    }
  }

  #fail(exchange: Exchange, message: Extract<FromKernel, { type: "failed" }>): void {
    this.#exchanges.delete(message.id);
    if (exchange.controller) exchange.controller.error(new Error(message.message));
    else exchange.respond(message);
  }

  #post(message: ToKernel): void {
    this.#port.postMessage(message);
  }
}

/** The body's first megabyte; `rest` when there is more. */
async function readStart(
  body: ReadableStream<Uint8Array> | null,
): Promise<{ whole: Uint8Array<ArrayBuffer> | null; rest: ReadableStreamDefaultReader<Uint8Array> | null }> {
  if (!body) return { whole: null, rest: null };
  const reader = body.getReader();
  let whole = new Uint8Array(0);
  while (whole.length < wholeBodyBytes) {
    const { done, value } = await reader.read();
    if (done) return { whole, rest: null };
    const grown = new Uint8Array(whole.length + value.length);
    grown.set(whole);
    grown.set(value, whole.length);
    whole = grown;
  }
  return { whole, rest: reader };
}

function isDecodable(encoding: string): encoding is "gzip" | "deflate" {
  return encoding === "gzip" || encoding === "deflate";
}

function failedResponse({ reason, message }: Extract<FromKernel, { type: "failed" }>): Response {
  const status = reason === "busy" ? 503 : 502;
  return new Response(`Glasshouse: ${message}.\n`, {
    status,
    headers: { "content-type": "text/plain; charset=utf-8" },
  });
}
