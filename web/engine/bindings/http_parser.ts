import type { Binding, Runtime } from "../boot/runtime.ts";
import { MessageCollector, type MessageSink } from "./http-collector.ts";
import { Connections, trackedState } from "./http-connections.ts";
import { MessageReader, type Outcome } from "./http-message.ts";
import { lenient, requestType, responseType, shouldKeepAlive } from "./http-scan.ts";
import { allMethods } from "./http-start-line.ts";
import type { RawStream } from "./raw-stream.ts";
import { streamState } from "./stream-state.ts";
import { toBuffer } from "./to-buffer.ts";

/** Places of the callbacks that Node's library puts on a parser, and the numbers it gives to `initialize`. */
const constants = {
  REQUEST: requestType,
  RESPONSE: responseType,
  kOnMessageBegin: 0,
  kOnHeaders: 1,
  kOnHeadersComplete: 2,
  kOnBody: 3,
  kOnMessageComplete: 4,
  kOnExecute: 5,
  kOnTimeout: 6,
  kLenientNone: 0,
  kLenientHeaders: lenient.headers,
  kLenientChunkedLength: lenient.chunkedLength,
  kLenientKeepAlive: lenient.keepAlive,
  kLenientTransferEncoding: lenient.transferEncoding,
  kLenientVersion: lenient.version,
  kLenientDataAfterClose: lenient.dataAfterClose,
  kLenientOptionalLFAfterCR: lenient.optionalLineFeedAfterReturn,
  kLenientOptionalCRLFAfterChunk: lenient.optionalLineEndAfterChunk,
  kLenientOptionalCRBeforeLF: lenient.optionalReturnBeforeLineFeed,
  kLenientSpacesAfterChunkSize: lenient.spacesAfterChunkSize,
  kLenientHeaderValueRelaxed: lenient.valueRelaxed,
  kLenientAll: 1023,
} as const;

const defaultHeaderBytes = 16_384;
/** Methods of other protocols that Node's parser reads and `http.METHODS` does not list. */
const foreignMethods = new Set(
  "PRI DESCRIBE ANNOUNCE SETUP PLAY PAUSE TEARDOWN GET_PARAMETER SET_PARAMETER REDIRECT RECORD FLUSH".split(" "),
);

interface ReadingStream {
  onread?: (buffer?: ArrayBuffer) => void;
}

export function createHttpParserBinding(runtime: Runtime): Binding {
  class ConnectionsList extends Connections {
    constructor() {
      super(() => runtime.host.performance.now());
    }
  }

  class HTTPParser {
    #reader: MessageReader | undefined;
    #connections: Connections | undefined;
    #resource: object | undefined;
    #current: Uint8Array | undefined;
    #pausePending = false;
    #stream: RawStream | undefined;

    initialize(type: number, resource: object, maxHeaderBytes = 0, lenientFlags = 0, connections?: Connections): void {
      const limit = Number(maxHeaderBytes || runtime.options["--max-http-header-size"] || defaultHeaderBytes);
      runtime.asyncIds.adopt(resource, type === requestType ? "HTTPINCOMINGMESSAGE" : "HTTPCLIENTREQUEST");
      this.#resource = resource;
      this.#pausePending = false;
      this.#reader = new MessageReader(type, lenientFlags, new MessageCollector(limit, this.#sink()));
      trackedState(this).headersCompleted = false;
      this.#connections = connections;
      connections?.begin(this);
    }
    /** Bytes read, or an error as a value. */
    execute(bytes: Uint8Array): number | Error {
      this.#current = bytes;
      try {
        const outcome = this.#reader?.execute(bytes);
        return outcome ? (this.#failure(outcome) ?? outcome.read) : 0;
      } finally {
        this.#current = undefined;
        if (this.#pausePending) this.#reader?.pause();
        this.#pausePending = false;
      }
    }
    finish(): Error | undefined {
      const outcome = this.#reader?.finish();
      return outcome && this.#failure(outcome);
    }
    pause(): void {
      if (this.#current) this.#pausePending = true;
      else this.#reader?.pause();
    }
    resume(): void {
      this.#pausePending = false;
      this.#reader?.resume();
    }
    /** Sockets give their bytes to Node's library here, which calls `execute`: there is no stream to take over. */
    /** Reads from the stream itself, without a `data` event in between. */
    consume(stream: RawStream & ReadingStream): void {
      this.#stream = stream;
      stream.tap = (bytes, status) => {
        if (!bytes) {
          streamState(runtime).setRead(status);
          runtime.loop.callNow(stream, "onread", [undefined]);
          return;
        }
        if (bytes.byteLength === 0) return;
        const current = new Uint8Array(bytes);
        const result = this.execute(current);
        // An upgraded connection asks for what came behind its head.
        this.#current = current;
        runtime.loop.callNow(this, String(constants.kOnExecute), [result]);
        this.#current = undefined;
      };
    }
    unconsume(): void {
      if (this.#stream) this.#stream.tap = null;
      this.#stream = undefined;
    }
    getCurrentBuffer(): Uint8Array {
      return toBuffer(runtime, this.#current ?? new Uint8Array(0));
    }
    remove(): void {
      this.#connections?.remove(this);
    }
    free(): void {
      if (this.#resource) runtime.asyncIds.destroy(this.#resource);
      this.#resource = undefined;
    }
    close(): void {
      this.remove();
      this.#reader = undefined;
    }

    #failure(outcome: Outcome): Error | undefined {
      if (!outcome.stop || this.#reader?.scan.upgrade) return undefined;
      const { code, reason } = outcome.stop;
      return Object.assign(new Error("Parse Error"), { bytesParsed: outcome.read, code, reason });
    }
    #call(place: number, args: unknown[]): unknown {
      const callback: unknown = Reflect.get(this, place);
      if (typeof callback !== "function") return undefined;
      return runtime.asyncIds.run(this.#resource, () => Reflect.apply(callback, this, args));
    }
    #sink(): MessageSink {
      const state = trackedState(this);
      return {
        begin: () => {
          state.headersCompleted = false;
          this.#connections?.begin(this);
          this.#call(constants.kOnMessageBegin, []);
        },
        headers: (list, url) => void this.#call(constants.kOnHeaders, [list, url]),
        headersComplete: (list, url, status) => {
          state.headersCompleted = true;
          return this.#tellHeaders(list, url, status);
        },
        body: (bytes) => void this.#call(constants.kOnBody, [toBuffer(runtime, bytes)]),
        complete: () => {
          this.#connections?.end(this);
          this.#call(constants.kOnMessageComplete, []);
        },
        takePause: () => {
          const pending = this.#pausePending;
          this.#pausePending = false;
          return pending;
        },
      };
    }
    #tellHeaders(list: string[] | undefined, url: string | undefined, status: string): number {
      const scan = this.#reader?.scan;
      if (!scan) return 0;
      const isRequest = scan.type === requestType;
      const answer = this.#call(constants.kOnHeadersComplete, [
        scan.major,
        scan.minor,
        list,
        isRequest ? scan.method : undefined,
        isRequest ? url : undefined,
        isRequest ? undefined : scan.status,
        isRequest ? undefined : status,
        scan.upgrade,
        shouldKeepAlive(scan),
      ]);
      return Math.trunc(Number(answer)) || 0;
    }
  }
  Object.assign(HTTPParser, constants);
  return {
    ...runtime.data("http_parser"),
    HTTPParser,
    ConnectionsList,
    allMethods: [...allMethods],
    methods: allMethods.filter((method) => !foreignMethods.has(method)),
  };
}
