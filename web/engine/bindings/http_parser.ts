import type { Binding, Runtime } from "../boot/runtime.ts";
import { HttpParseError } from "./http-framing.ts";
import { type HeadAnswer, HttpMachine } from "./http-machine.ts";

/** Slots of the callbacks that Node's library puts on a parser. */
const callbacks = {
  begin: 0,
  headers: 1,
  headersComplete: 2,
  body: 3,
  messageComplete: 4,
  execute: 5,
  timeout: 6,
} as const;
const types = { request: 1, response: 2 } as const;
const lenient = {
  kLenientNone: 0,
  kLenientHeaders: 1,
  kLenientChunkedLength: 2,
  kLenientKeepAlive: 4,
  kLenientTransferEncoding: 8,
  kLenientVersion: 16,
  kLenientDataAfterClose: 32,
  kLenientOptionalLFAfterCR: 64,
  kLenientOptionalCRLFAfterChunk: 128,
  kLenientOptionalCRBeforeLF: 256,
  kLenientSpacesAfterChunkSize: 512,
  kLenientAll: 1023,
} as const;
const defaultMaxHeaderBytes = 16_384;

interface Tracked {
  /** When the message in progress began; 0 between messages. */
  startedAt: number;
  headersDone: boolean;
}

export function createHttpParserBinding(runtime: Runtime): Binding {
  const data = runtime.data("http_parser");
  const allMethods = data["allMethods"] as string[];
  const methods: ReadonlySet<string> = new Set(allMethods);
  const now = () => runtime.host.performance.now();

  class ConnectionsList {
    readonly #parsers = new Map<HTTPParser, Tracked>();
    track(parser: HTTPParser, state: Tracked): void {
      this.#parsers.set(parser, state);
    }
    forget(parser: HTTPParser): void {
      this.#parsers.delete(parser);
    }
    #filter(test: (state: Tracked) => boolean): HTTPParser[] {
      return [...this.#parsers].filter(([, state]) => test(state)).map(([parser]) => parser);
    }
    all(): HTTPParser[] {
      return this.#filter(() => true);
    }
    idle(): HTTPParser[] {
      return this.#filter((state) => state.startedAt === 0);
    }
    active(): HTTPParser[] {
      return this.#filter((state) => state.startedAt !== 0);
    }
    expired(headersTimeout: number, requestTimeout: number): HTTPParser[] {
      return this.#filter((state) => {
        if (state.startedAt === 0) return false;
        const age = now() - state.startedAt;
        return (
          (!state.headersDone && headersTimeout > 0 && age > headersTimeout) ||
          (requestTimeout > 0 && age > requestTimeout)
        );
      });
    }
  }

  class HTTPParser {
    #machine: HttpMachine | null = null;
    #list: ConnectionsList | null = null;
    #current: Uint8Array | null = null;
    readonly #state: Tracked = { startedAt: 0, headersDone: false };

    initialize(type: number, _resource: object, maxHeaderBytes: number, _flags: number, list?: ConnectionsList): void {
      this.#state.startedAt = list ? now() : 0;
      this.#state.headersDone = false;
      this.#list = list ?? null;
      list?.track(this, this.#state);
      const kind = type === types.request ? "request" : "response";
      this.#machine = new HttpMachine(
        { type: kind, methods, maxHeaderBytes: maxHeaderBytes || defaultMaxHeaderBytes },
        {
          begin: () => {
            this.#state.startedAt = now();
            this.#state.headersDone = false;
            this.#call(callbacks.begin, []);
          },
          head: (head, upgrade, keepAlive) => {
            this.#state.headersDone = true;
            const isRequest = kind === "request";
            const answer = this.#call(callbacks.headersComplete, [
              head.major,
              head.minor,
              head.headers,
              isRequest ? allMethods.indexOf(head.method) : undefined,
              isRequest ? head.url : undefined,
              isRequest ? undefined : head.status,
              isRequest ? undefined : head.reason,
              upgrade,
              keepAlive,
            ]);
            return answer === 1 || answer === 2 ? (answer satisfies HeadAnswer) : 0;
          },
          body: (bytes) => void this.#call(callbacks.body, [bytes]),
          trailers: (headers) => void this.#call(callbacks.headers, [headers, ""]),
          end: () => {
            this.#state.startedAt = 0;
            this.#call(callbacks.messageComplete, []);
          },
        },
      );
    }
    /** Bytes taken, or the error as a value. */
    execute(bytes: Uint8Array): number | Error {
      return this.#run(() => {
        this.#current = bytes;
        return this.#machine?.execute(bytes) ?? 0;
      });
    }
    finish(): number | Error | undefined {
      return this.#run(() => this.#machine?.finish());
    }
    close(): void {
      this.free();
    }
    free(): void {
      this.remove();
      this.#machine = null;
    }
    remove(): void {
      this.#list?.forget(this);
      this.#list = null;
    }
    pause(): void {}
    resume(): void {}
    /** Sockets give their bytes through JavaScript here, so there is never a stream to take over. */
    consume(): void {}
    unconsume(): void {}
    getCurrentBuffer(): Uint8Array | null {
      return this.#current;
    }
    #run<T>(work: () => T): T | Error {
      try {
        return work();
      } catch (error) {
        if (error instanceof HttpParseError) return error;
        throw error;
      } finally {
        this.#current = null;
      }
    }
    #call(slot: number, args: unknown[]): unknown {
      const callback: unknown = Reflect.get(this, slot);
      return typeof callback === "function" ? Reflect.apply(callback, this, args) : undefined;
    }
  }
  Object.assign(HTTPParser, lenient, {
    REQUEST: types.request,
    RESPONSE: types.response,
    kOnMessageBegin: callbacks.begin,
    kOnHeaders: callbacks.headers,
    kOnHeadersComplete: callbacks.headersComplete,
    kOnBody: callbacks.body,
    kOnMessageComplete: callbacks.messageComplete,
    kOnExecute: callbacks.execute,
    kOnTimeout: callbacks.timeout,
  });
  return { ...data, HTTPParser, ConnectionsList };
}
