/** What the steps of the HTTP parser share: the place in the input, what is known of the message, spans and failures. */

import type { Trie } from "./http-characters.ts";
import { decodeLatin1 } from "./text-encodings.ts";

/** Names of the places in a message; each has a step that reads on from there. */
export type Place =
  | "start"
  | "method"
  | "spaceAfterMethod"
  | "spacesBeforeUrl"
  | "urlStart"
  | "urlSchema"
  | "urlSchemaDelimiter"
  | "urlSchemaSlash"
  | "urlServer"
  | "urlServerWithAt"
  | "urlPath"
  | "urlQuery"
  | "urlFragment"
  | "urlLineEnd"
  | "urlEnded"
  | "urlEndedLine"
  | "requestProtocol"
  | "protocol"
  | "protocolSlash"
  | "versionMajor"
  | "versionDot"
  | "versionMinor"
  | "requestLineEnd"
  | "requestLineFeed"
  | "prefaceOfHttp2"
  | "spaceAfterVersion"
  | "statusCode"
  | "afterStatusCode"
  | "statusText"
  | "statusLineFeed"
  | "headersStart"
  | "fieldStart"
  | "fieldName"
  | "fieldColon"
  | "fieldColonSpace"
  | "fieldGeneral"
  | "valueSpace"
  | "valueEmptyLineFeed"
  | "valueEmptyFold"
  | "valueStart"
  | "valueGeneral"
  | "valueEnd"
  | "valueLenient"
  | "valueRelaxed"
  | "valueLineFeed"
  | "valueFold"
  | "codingChunked"
  | "codingChunkedLast"
  | "codingToken"
  | "codingTokenSpace"
  | "lengthOnce"
  | "lengthDigits"
  | "lengthSpace"
  | "connectionOption"
  | "connectionWord"
  | "connectionSpace"
  | "connectionToken"
  | "headersLineFeed"
  | "headersDone"
  | "bodyByLength"
  | "bodyToEnd"
  | "toEnd"
  | "chunkSizeStart"
  | "chunkSize"
  | "chunkSizeEnd"
  | "chunkExtensions"
  | "extensionName"
  | "extensionValue"
  | "extensionQuoted"
  | "extensionQuotedPair"
  | "extensionQuotedDone"
  | "chunkLineFeed"
  | "chunkData"
  | "chunkDataEnd"
  | "chunkDataLineFeed"
  | "messageDone"
  | "upgraded"
  | "cleanup"
  | "closed";

/** Reads on; the next place, or undefined when the input is used up and the place stays. */
export type Step = (scan: Scan) => Place | undefined;

export type Span = "url" | "status" | "field" | "value";

/** What a message consists of, told in the order of the input. */
export interface Listener {
  messageBegin(): void;
  text(span: Span, text: string): void;
  /** 0 reads the body, 1 says there is none, 2 also ends HTTP on this connection. */
  headersComplete(): number;
  body(bytes: Uint8Array): void;
  messageComplete(): void;
  chunkPart(): void;
  chunkExtension(length: number): void;
  /** True once after `pause` was asked for during a call. */
  takePause(): boolean;
}

/** Bits of the `lenient` setting, by `HTTPParser.kLenient…`. */
export const lenient = {
  headers: 1,
  chunkedLength: 2,
  keepAlive: 4,
  transferEncoding: 8,
  version: 16,
  dataAfterClose: 32,
  optionalLineFeedAfterReturn: 64,
  optionalLineEndAfterChunk: 128,
  optionalReturnBeforeLineFeed: 256,
  spacesAfterChunkSize: 512,
  valueRelaxed: 1024,
} as const;

export const messageFlags = {
  keepAlive: 1,
  close: 2,
  connectionUpgrade: 4,
  chunked: 8,
  upgrade: 16,
  contentLength: 32,
  skipBody: 64,
  trailing: 128,
  transferEncoding: 256,
} as const;

export type HeaderKind =
  | "general"
  | "connection"
  | "content-length"
  | "transfer-encoding"
  | "upgrade"
  | "keep-alive"
  | "close"
  | "connection-upgrade"
  | "chunked";

/** Stops the scan where it stands: an error of the message, or a pause. */
export class ScanStop extends Error {
  readonly code: string;
  constructor(code: string, reason: string) {
    super(reason);
    this.code = code;
  }
}

export const requestType = 1;
export const responseType = 2;
export const methodConnect = 5;
export const methodPri = 34;

export const mismatch = -1;
export const more = -2;

const nothing = new Uint8Array(0);

export class Scan {
  readonly listener: Listener;
  readonly type: number;
  readonly lenient: number;
  data: Uint8Array = nothing;
  at = 0;
  end = 0;
  method = 0;
  major = 0;
  minor = 0;
  status = 0;
  statusDigits = 0;
  upgrade = false;
  flags = 0;
  header: HeaderKind = "general";
  /** Left of the body or of the chunk; while its size is read, the size so far. */
  length = 0;
  finish: "safe" | "unsafe" | "callback" = "safe";
  #span: Span | undefined;
  #spanStart = 0;
  #node: Trie | undefined;

  constructor(type: number, lenientFlags: number, listener: Listener) {
    this.type = type;
    this.lenient = lenientFlags;
    this.listener = listener;
  }

  allows(flag: number): boolean {
    return (this.lenient & flag) !== 0;
  }
  has(flag: number): boolean {
    return (this.flags & flag) !== 0;
  }
  /** The byte at the place, -1 at the end of the input. */
  peek(): number {
    return this.at < this.end ? (this.data[this.at] ?? -1) : -1;
  }
  /** Skips bytes of a class; the byte behind them is left, -1 at the end of the input. */
  skip(table: Uint8Array): number {
    const { data, end } = this;
    let at = this.at;
    while (at < end && table[data[at] ?? 0] === 1) at++;
    this.at = at;
    return at < end ? (data[at] ?? -1) : -1;
  }
  /** Follows the words of a trie: a word's number, `mismatch` before the first byte that fits none, or `more`. */
  follow(words: Trie): number {
    let node = this.#node ?? words;
    while (this.at < this.end) {
      const next = node.next.get(this.data[this.at] ?? 0);
      if (!next) {
        this.#node = undefined;
        return node.value;
      }
      this.at++;
      node = next;
      if (node.next.size > 0) continue;
      this.#node = undefined;
      return node.value;
    }
    this.#node = node;
    return more;
  }
  beginSpan(span: Span): void {
    this.#span = span;
    this.#spanStart = this.at;
  }
  /** Tells the span up to here, after skipping the byte that ended it: a refusal names the place behind. */
  endSpan(skip = 0): void {
    const span = this.#span;
    const text = this.data.subarray(this.#spanStart, this.at);
    this.at += skip;
    if (span === undefined) return;
    this.#span = undefined;
    this.listener.text(span, decodeLatin1(text));
  }
  load(bytes: Uint8Array): void {
    this.data = bytes;
    this.at = 0;
    this.end = bytes.length;
    this.#spanStart = 0;
  }
  /** Hands on what a span has of this input before the next input replaces it. */
  flushSpan(): void {
    const span = this.#span;
    if (span === undefined) return;
    this.endSpan();
    this.#span = span;
    this.#spanStart = this.at;
  }
  fail(code: string, reason: string): never {
    throw new ScanStop(`HPE_${code}`, reason);
  }
}

/** Whether the body of this message lasts until the connection ends. */
export function needsEnd(scan: Scan): boolean {
  if (scan.type === requestType) return false;
  const status = scan.status;
  if (Math.trunc(status / 100) === 1 || status === 204 || status === 304 || scan.has(messageFlags.skipBody))
    return false;
  if (scan.has(messageFlags.transferEncoding) && !scan.has(messageFlags.chunked)) return true;
  return !scan.has(messageFlags.chunked | messageFlags.contentLength);
}

export function shouldKeepAlive(scan: Scan): boolean {
  const isCurrent = scan.major > 0 && scan.minor > 0;
  if (isCurrent ? scan.has(messageFlags.close) : !scan.has(messageFlags.keepAlive)) return false;
  return !needsEnd(scan);
}
