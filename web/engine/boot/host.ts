import { type Attempts, createAttempts } from "./attempt.ts";

/**
 * The platform as it is before Node's library puts its own globals over it. Everything of ours reads the platform from here.
 */
export interface Host {
  TextEncoder: typeof TextEncoder;
  TextDecoder: typeof TextDecoder;
  URL: typeof URL;
  MessageChannel: typeof MessageChannel;
  Worker: typeof Worker;
  Blob: typeof Blob;
  performance: Performance;
  crypto: Crypto;
  fetch: typeof fetch;
  Response: typeof Response;
  Request: typeof Request;
  Headers: typeof Headers;
  ReadableStream: typeof ReadableStream;
  WebSocket: typeof WebSocket;
  Proxy: typeof Proxy;
  URLPattern: unknown;
  DecompressionStream: typeof DecompressionStream;
  AbortController: typeof AbortController;
  setTimeout(callback: () => void, ms: number): number;
  clearTimeout(id: number): void;
  structuredClone<T>(value: T, options?: StructuredSerializeOptions): T;
  evaluate(source: string): unknown;
  attempts: Attempts;
  post(message: unknown, transfer?: Transferable[]): void;
  /** Runs scripts beside the Worker's own, synchronously; V8 keeps their compiled code. */
  importScript(path: string): void;
  /** Text of a file beside the Worker's script; synchronous, from the HTTP cache where possible. */
  readText(path: string): string;
}

/** Captures the Worker's own globals; call it before anything else. */
export function captureHost(): Host {
  const scope = globalThis as typeof globalThis & {
    eval(source: string): unknown;
    importScripts(url: string): void;
    postMessage(message: unknown, transfer?: Transferable[]): void;
  };
  const Request_ = scope.XMLHttpRequest;
  const base = scope.location.href;
  const post = scope.postMessage.bind(scope);
  const PlatformURL = scope.URL;
  const load = scope.importScripts.bind(scope);
  const NetworkFailure = scope.DOMException;
  return {
    TextEncoder: scope.TextEncoder,
    TextDecoder: scope.TextDecoder,
    URL: scope.URL,
    MessageChannel: scope.MessageChannel,
    Worker: scope.Worker,
    Blob: scope.Blob,
    performance: scope.performance,
    crypto: scope.crypto,
    fetch: scope.fetch?.bind(scope),
    Response: scope.Response,
    Request: scope.Request,
    Headers: scope.Headers,
    ReadableStream: scope.ReadableStream,
    WebSocket: scope.WebSocket,
    Proxy: scope.Proxy,
    URLPattern: Reflect.get(scope, "URLPattern"),
    DecompressionStream: scope.DecompressionStream,
    AbortController: scope.AbortController,
    setTimeout: scope.setTimeout.bind(scope) as Host["setTimeout"],
    clearTimeout: scope.clearTimeout.bind(scope) as Host["clearTimeout"],
    structuredClone: scope.structuredClone.bind(scope),
    // Running the user's program is what this Worker is for.
    evaluate: scope.eval,
    attempts: createAttempts(),
    post: (message, transfer) => post(message, transfer ?? []),
    importScript(path) {
      try {
        load(new PlatformURL(path, base).href);
      } catch (error) {
        throw error instanceof NetworkFailure && error.name === "NetworkError" ? missing(path) : error;
      }
    },
    readText(path) {
      const request = new Request_();
      request.open("GET", new PlatformURL(path, base).href, false);
      request.send();
      if (request.status !== 200) throw missing(path);
      return request.responseText;
    },
  };
}

/** Its folder goes when the server gets a new engine, and what was loaded before stays in use. */
function missing(path: string): Error {
  return new Error(
    `The engine's file ${path} could not be loaded: reload the page if the server was updated or is back.`,
  );
}
