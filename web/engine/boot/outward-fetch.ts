/**
 * `fetch` as Node has it reaches the servers of this engine over the kernel's loopback. What lies outside goes through the platform's
 * own fetch, and only to the engine's own origin: that is where the registry proxy stands.
 */
import type { Runtime } from "./runtime.ts";

type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
interface WebClasses {
  fetch: Fetch;
  Response: typeof Response;
  ReadableStream: typeof ReadableStream;
}

const loopback = /^(localhost|127(\.\d{1,3}){3}|0\.0\.0\.0|\[::1?\])$/i;
const withoutBody = [101, 204, 205, 304];

/** Puts a `fetch` over Node's that knows which way an address lies. */
export function installOutwardFetch(runtime: Runtime, ownUrl: string): void {
  const { host } = runtime;
  const ownOrigin = new host.URL(ownUrl).origin;
  // Node's library has defined these by now; they are its classes, not the platform's.
  const scope = globalThis as unknown as WebClasses;
  const inward = scope.fetch;
  Object.defineProperty(globalThis, "fetch", {
    configurable: true,
    enumerable: true,
    writable: true,
    value: async function fetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
      const address = typeof input === "object" && "url" in input ? input.url : `${input}`;
      if (!host.URL.canParse(address)) return inward(input, init);
      const url = new host.URL(address);
      if (!/^https?:$/.test(url.protocol) || loopback.test(url.hostname)) return inward(input, init);
      if (url.origin !== ownOrigin) throw unreachable(url);
      return outward(runtime, scope, url, input, init);
    },
  });
}

async function outward(
  runtime: Runtime,
  scope: WebClasses,
  url: URL,
  input: string | URL | Request,
  init: RequestInit = {},
): Promise<Response> {
  const request = typeof input === "object" && "url" in input ? input : undefined;
  const body = init.body ?? (request?.body ? await request.arrayBuffer() : undefined);
  const options: RequestInit = {
    method: init.method ?? request?.method ?? "GET",
    headers: plainHeaders(init.headers ?? request?.headers),
    credentials: "omit",
    referrerPolicy: "no-referrer",
    ...(body === undefined ? {} : { body }),
  };
  const signal = init.signal ?? request?.signal;
  signal?.throwIfAborted();
  const aborted = new Promise<never>((_, reject) => {
    signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
  aborted.catch(() => {}); // it may never be waited for
  const whenAborted = <T>(promise: Promise<T>): Promise<T> => Promise.race([inLoop(runtime, promise), aborted]);
  const answer = await whenAborted(runtime.host.fetch(url.href, options)).catch((cause: unknown) => {
    throw signal?.aborted ? signal.reason : new TypeError("fetch failed", { cause });
  });
  const response = new scope.Response(withoutBody.includes(answer.status) ? null : bodyOf(scope, answer, whenAborted), {
    status: answer.status,
    statusText: answer.statusText,
    headers: [...answer.headers],
  });
  Object.defineProperty(response, "url", { value: answer.url, configurable: true });
  return response;
}

/** The platform's body as a stream of Node's own class. */
function bodyOf(
  scope: WebClasses,
  answer: Response,
  whenAborted: <T>(promise: Promise<T>) => Promise<T>,
): ReadableStream<Uint8Array> | null {
  const reader = answer.body?.getReader();
  if (!reader) return null;
  return new scope.ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await whenAborted(reader.read());
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
}

/** The platform's promise, kept by the event loop and settled inside one of its tasks. */
function inLoop<T>(runtime: Runtime, promise: Promise<T>): Promise<T> {
  const { loop } = runtime;
  loop.hold();
  return new Promise((resolve, reject) => {
    const settle = (action: () => void): void => {
      loop.enqueue(action);
      loop.release();
    };
    promise.then(
      (value) => settle(() => resolve(value)),
      (error: unknown) => settle(() => reject(error)),
    );
  });
}

function plainHeaders(headers: HeadersInit | undefined): [string, string][] {
  if (!headers) return [];
  return Symbol.iterator in headers
    ? [...headers].map(([name = "", value = ""]): [string, string] => [name, value])
    : Object.entries(headers);
}

function unreachable(url: URL): TypeError {
  const text = `${url.host} cannot be reached: programs in this engine reach their own servers on localhost and the package registry.`;
  return new TypeError("fetch failed", { cause: Object.assign(new Error(text), { code: "ENETUNREACH" }) });
}
