/**
 * `fetch` for the outside: sockets stop at this workspace, so other hosts are reached by the browser's own fetch, under its rules (CORS).
 * Loopback addresses go through Node's fetch and its sockets.
 */
import type { EngineRuntime } from "./bootstrap.ts";

type NodeFetch = (input: unknown, init?: unknown) => Promise<unknown>;

interface NodeRequest {
  url: string;
  method: string;
  headers: Iterable<[string, string]>;
  body: unknown;
  redirect: RequestRedirect;
  signal: { aborted: boolean; reason: unknown; addEventListener(type: string, listener: () => void): void };
  arrayBuffer(): Promise<ArrayBuffer>;
}

interface Undici {
  fetch: NodeFetch;
  Request: new (input: unknown, init?: unknown) => NodeRequest;
  Response: new (body: unknown, init: ResponseInit) => object;
}

const loopback = /^(localhost|.+\.localhost|127(\.\d+){3}|0\.0\.0\.0|\[::1?\])$/;
/** Responses that the constructor refuses a body for. */
const bodyless = new Set([101, 204, 205, 304]);

/** `ownUrl` is this script's: the package registry's proxy stands on the same origin, although that may be a name of localhost. */
export function installOutsideFetch(runtime: EngineRuntime, ownUrl: string): void {
  const ownOrigin = new runtime.host.URL(ownUrl).origin;
  const nodeFetch: unknown = Reflect.get(globalThis, "fetch");
  if (typeof nodeFetch !== "function") return;
  const holder = {
    fetch(input: unknown, init?: unknown): Promise<unknown> {
      return isOutside(runtime, ownOrigin, input) ? outsideFetch(runtime, input, init) : nodeFetch(input, init);
    },
  };
  Object.defineProperty(globalThis, "fetch", {
    value: holder.fetch,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}

function isOutside(runtime: EngineRuntime, ownOrigin: string, input: unknown): boolean {
  const text = typeof input === "object" && input !== null && "url" in input ? String(input.url) : String(input);
  try {
    const url = new runtime.host.URL(text);
    if (url.protocol !== "http:" && url.protocol !== "https:") return false;
    return url.origin === ownOrigin || !loopback.test(url.hostname);
  } catch {
    return false; // Node's fetch says what is wrong with it
  }
}

/** A promise of the platform keeps the process alive until it is settled. */
export async function keepAlive<T>(runtime: EngineRuntime, promise: Promise<T>): Promise<T> {
  runtime.loop.hold();
  try {
    return await promise;
  } finally {
    runtime.loop.release();
  }
}

async function outsideFetch(runtime: EngineRuntime, input: unknown, init: unknown): Promise<unknown> {
  const { Request, Response } = runtime.requireBuiltin("internal/deps/undici/undici") as unknown as Undici;
  const request = new Request(input, init);
  const body = request.body ? await request.arrayBuffer() : null;
  const controller = new runtime.host.AbortController();
  if (request.signal.aborted) throw request.signal.reason;
  request.signal.addEventListener("abort", () => controller.abort());
  let answer: globalThis.Response;
  try {
    const options = {
      method: request.method,
      headers: [...request.headers],
      body,
      redirect: request.redirect,
      credentials: "omit" as const,
    };
    answer = await keepAlive(
      runtime,
      runtime.host.fetch(request.url, { ...options, signal: controller.signal, mode: "cors" }),
    );
  } catch (error) {
    if (request.signal.aborted) throw request.signal.reason;
    const host = new runtime.host.URL(request.url).host;
    const cause = new Error(
      `The browser did not let this program reach ${host}: it is offline, or that server allows no requests from other origins (CORS).`,
      { cause: error },
    );
    throw new TypeError("fetch failed", { cause });
  }
  const response = new Response(bodyless.has(answer.status) || !answer.body ? null : chunks(runtime, answer.body), {
    status: answer.status,
    statusText: answer.statusText,
    headers: [...answer.headers].filter(([name]) => name !== "content-encoding"),
  });
  Object.defineProperty(response, "url", { value: answer.url, configurable: true });
  Object.defineProperty(response, "redirected", { value: answer.redirected, configurable: true });
  return response;
}

async function* chunks(runtime: EngineRuntime, body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await keepAlive(runtime, reader.read());
      if (done) return;
      yield value;
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}
