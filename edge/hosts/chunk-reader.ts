/**
 * Stands between a connection and Node's HTTP client. Of an answer in chunks (RFC 9112, 7.1) it hands over those that lie
 * whole in what was read. All else the client's own parser sees, always from the beginning of a chunk, and misses nothing.
 */
import type { IncomingMessage } from "node:http";

const carriageReturn = 0x0d;
const lineFeed = 0x0a;
const headEnd = "\r\n\r\n";

type Answer = Pick<IncomingMessage, "headers" | "readableFlowing" | "readableLength">;

export class ChunkReader {
  private readonly parse: (bytes: Buffer) => void;
  private place: "head" | "chunks" | "elsewhere" = "head";
  /** Bytes of the last chunk, for the parser, that have not come yet. */
  private owed = 0;
  private answer: Answer | undefined;
  private take: ((bytes: Uint8Array) => void) | undefined;

  constructor(parse: (bytes: Buffer) => void) {
    this.parse = parse;
  }

  /** A new request goes out on the connection. */
  begin(): void {
    this.place = "head";
    this.take = undefined;
  }

  /** The parser has come to the end of the answer's head; to be called before it goes on. */
  answered(answer: Answer): void {
    if (this.place !== "head") return;
    this.answer = answer;
    this.place = answer.headers["transfer-encoding"] === "chunked" ? "chunks" : "elsewhere";
  }

  /** From now on `take` gets what the chunks carry. It is gone after the call: the next bytes are read into its place. */
  hear(take: (bytes: Uint8Array) => void): void {
    this.take = take;
  }

  /** What the connection read: the first `length` of `bytes`. */
  read(bytes: Buffer, length: number): void {
    let at = 0;
    if (this.place === "head") at = this.readHeads(bytes, length);
    if (this.place === "chunks") at = this.readChunks(bytes, at, length);
    this.pass(bytes, at, length);
  }

  /** Gives where the rest begins. There are several heads where a server says first that it has begun to work. */
  private readHeads(bytes: Buffer, length: number): number {
    let at = 0;
    while (this.place === "head" && at < length) {
      const end = bytes.indexOf(headEnd, at) + headEnd.length;
      if (end < headEnd.length || end > length) {
        // A head in two pieces: only the parser will know where the chunks begin.
        this.place = "elsewhere";
        return at;
      }
      this.pass(bytes, at, end);
      at = end;
    }
    return at;
  }

  private readChunks(bytes: Buffer, from: number, length: number): number {
    let at = Math.min(length, from + this.owed);
    this.pass(bytes, from, at);
    this.owed -= at - from;
    while (at < length) {
      const lineEnd = bytes.indexOf(lineFeed, at);
      const size = lineEnd < length ? chunkSize(bytes, at, lineEnd - 1) : 0;
      if (size === 0) {
        this.place = "elsewhere";
        return at;
      }
      const begin = lineEnd + 1;
      const next = begin + size + 2;
      if (next > length) {
        this.owed = next - length;
        return at;
      }
      if (bytes[next - 2] !== carriageReturn || bytes[next - 1] !== lineFeed) {
        this.place = "elsewhere";
        return at;
      }
      // Not before what the parser has read already.
      const first = this.answer?.readableFlowing && this.answer.readableLength === 0;
      if (this.take && first) this.take(bytes.subarray(begin, begin + size));
      else this.pass(bytes, at, next);
      at = next;
    }
    return at;
  }

  private pass(bytes: Buffer, from: number, to: number): void {
    // A copy: the parser may keep it.
    if (from < to) this.parse(Buffer.from(bytes.subarray(from, to)));
  }
}

/** The length between `from` and the line's end at `to`; 0 where the parser must look: the last chunk, an extension, no number. */
function chunkSize(bytes: Buffer, from: number, to: number): number {
  if (bytes[to] !== carriageReturn) return 0;
  let size = 0;
  for (let at = from; at < to; at++) {
    const digit = hexDigit(bytes[at] ?? 0);
    if (digit === undefined) return 0;
    size = size * 16 + digit;
  }
  return size;
}

function hexDigit(code: number): number | undefined {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = (code | 0x20) - 0x61;
  return letter >= 0 && letter < 6 ? letter + 10 : undefined;
}
