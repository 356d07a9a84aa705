/**
 * An incremental HTTP/1 parser that reports as llhttp does: heads, body parts, ends, upgrades and errors with their codes. It keeps only
 * the line it is in the middle of; bodies pass through untouched.
 */
import { type BodyKind, framingOf, HttpParseError, type MessageHead } from "./http-framing.ts";
import { decodeLatin1 } from "./text-encodings.ts";

/** 0: go on; 1: no body follows (answer to HEAD); 2: the rest of the connection is another protocol. */
export type HeadAnswer = 0 | 1 | 2;

export interface HttpEvents {
  begin(): void;
  head(head: MessageHead, upgrade: boolean, keepAlive: boolean): HeadAnswer;
  body(bytes: Uint8Array): void;
  /** Trailers come before the end. */
  trailers(headers: string[]): void;
  end(): void;
}

export interface HttpMachineOptions {
  type: "request" | "response";
  methods: ReadonlySet<string>;
  maxHeaderBytes: number;
}

type State =
  | "start"
  | "headers"
  | "length"
  | "until-end"
  | "chunk-size"
  | "chunk-data"
  | "chunk-end"
  | "trailers"
  | "closed";

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** What may stand in a value: tab, visible characters and bytes above ASCII (RFC 9110 section 5.5). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what is refused
const badValue = /[\u0000-\u0008\u000a-\u001f\u007f]/;
const chunkSize = /^([0-9a-fA-F]+)[ \t]*(;.*)?$/;
const lineFeed = 10;

export class HttpMachine {
  readonly #options: HttpMachineOptions;
  readonly #events: HttpEvents;
  #state: State = "start";
  #line: Uint8Array[] = [];
  #headBytes = 0;
  #head: MessageHead | null = null;
  #headers: string[] = [];
  #left = 0;
  #keepAlive = true;
  upgraded = false;

  constructor(options: HttpMachineOptions, events: HttpEvents) {
    this.#options = options;
    this.#events = events;
  }

  /** Bytes taken: fewer than given when the connection changed its protocol. Throws HttpParseError. */
  execute(data: Uint8Array): number {
    let at = 0;
    try {
      while (at < data.length && !this.upgraded) at = this.#step(data, at);
    } catch (error) {
      if (error instanceof HttpParseError) error.bytesParsed = at;
      throw error;
    }
    return at;
  }

  /** The connection ended. Throws when that is in the middle of a message. */
  finish(): void {
    if (this.#state === "until-end") {
      this.#finishMessage();
      return;
    }
    const between = this.#state === "start" && this.#line.length === 0 && this.#head === null;
    if (!between && this.#state !== "closed") throw new HttpParseError("HPE_INVALID_EOF_STATE", "Invalid EOF state");
  }

  #step(data: Uint8Array, at: number): number {
    switch (this.#state) {
      case "length":
      case "chunk-data":
        return this.#takeBody(data, at);
      case "until-end":
        this.#events.body(data.subarray(at));
        return data.length;
      case "closed":
        throw new HttpParseError("HPE_CLOSED_CONNECTION", "Data after `Connection: close`");
      default:
        return this.#takeLine(data, at);
    }
  }

  #takeBody(data: Uint8Array, at: number): number {
    const end = Math.min(data.length, at + this.#left);
    this.#left -= end - at;
    if (end > at) this.#events.body(data.subarray(at, end));
    if (this.#left === 0) {
      if (this.#state === "length") this.#finishMessage();
      else this.#state = "chunk-end";
    }
    return end;
  }

  #takeLine(data: Uint8Array, at: number): number {
    const end = data.indexOf(lineFeed, at);
    const part = data.subarray(at, end < 0 ? data.length : end);
    this.#headBytes += part.length + 1;
    if (this.#headBytes > this.#options.maxHeaderBytes)
      throw new HttpParseError("HPE_HEADER_OVERFLOW", "Header overflow");
    if (end < 0) {
      this.#line.push(part.slice());
      this.#checkBeginning();
      return data.length;
    }
    const text = decodeLatin1(this.#line.length === 0 ? part : join([...this.#line, part]));
    this.#line = [];
    this.#readLine(text.endsWith("\r") ? text.slice(0, -1) : text);
    return end + 1;
  }

  /** Refuses what cannot become a first line, so that a client of another protocol is answered at once. */
  #checkBeginning(): void {
    if (this.#state !== "start" || this.#options.type !== "request") return;
    const text = decodeLatin1(join(this.#line)).trimStart();
    if (text !== "" && !/^[A-Z][A-Z-]*(\s|$)/.test(text))
      throw new HttpParseError("HPE_INVALID_METHOD", "Invalid method encountered");
  }

  #readLine(line: string): void {
    switch (this.#state) {
      case "start":
        if (line === "") return; // an empty line before a message is allowed
        this.#head = this.#options.type === "request" ? this.#requestLine(line) : statusLine(line);
        this.#headers = this.#head.headers;
        this.#state = "headers";
        this.#events.begin();
        return;
      case "headers":
        if (line === "") this.#finishHead();
        else this.#headerLine(line);
        return;
      case "chunk-size": {
        const size = chunkSize.exec(line)?.[1];
        if (size === undefined) throw new HttpParseError("HPE_INVALID_CHUNK_SIZE", "Invalid character in chunk size");
        this.#left = Number.parseInt(size, 16);
        this.#headers = [];
        this.#headBytes = 0;
        this.#state = this.#left === 0 ? "trailers" : "chunk-data";
        return;
      }
      case "chunk-end":
        if (line !== "") throw new HttpParseError("HPE_STRICT", "Expected LF after chunk data");
        this.#state = "chunk-size";
        return;
      case "trailers":
        if (line !== "") {
          this.#headerLine(line);
          return;
        }
        if (this.#headers.length > 0) this.#events.trailers(this.#headers);
        this.#finishMessage();
    }
  }

  #requestLine(line: string): MessageHead {
    const match = /^(\S+) +(\S+) +HTTP\/(\d)\.(\d)$/.exec(line);
    const method = /^\S*/.exec(line)?.[0] ?? "";
    if (!this.#options.methods.has(method))
      throw new HttpParseError("HPE_INVALID_METHOD", "Invalid method encountered");
    if (!match) {
      if (/^\S+ +\S+ +HTTP\//.test(line)) throw new HttpParseError("HPE_INVALID_VERSION", "Invalid HTTP version");
      throw new HttpParseError("HPE_INVALID_CONSTANT", "Expected HTTP/");
    }
    const [, , url = "", major = "1", minor = "1"] = match;
    if (badValue.test(url)) throw new HttpParseError("HPE_INVALID_URL", "Invalid characters in url");
    if (!["0.9", "1.0", "1.1", "2.0"].includes(`${major}.${minor}`)) {
      throw new HttpParseError("HPE_INVALID_VERSION", "Invalid HTTP version");
    }
    return {
      type: "request",
      major: Number(major),
      minor: Number(minor),
      method,
      url,
      status: 0,
      reason: "",
      headers: [],
    };
  }

  #headerLine(line: string): void {
    if (/^[ \t]/.test(line)) {
      // A folded line continues the value before it.
      if (this.#headers.length === 0) throw new HttpParseError("HPE_INVALID_HEADER_TOKEN", "Invalid header token");
      this.#headers.push(`${this.#headers.pop() ?? ""} ${line.trim()}`);
      return;
    }
    const colon = line.indexOf(":");
    const name = line.slice(0, colon);
    if (colon < 0 || !token.test(name)) throw new HttpParseError("HPE_INVALID_HEADER_TOKEN", "Invalid header token");
    const value = line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, "");
    if (badValue.test(value)) throw new HttpParseError("HPE_INVALID_HEADER_TOKEN", "Invalid header value char");
    this.#headers.push(name, value);
  }

  #finishHead(): void {
    const head = this.#head;
    if (!head) return;
    const framing = framingOf(head);
    this.#keepAlive = framing.keepAlive;
    this.#headBytes = 0;
    const answer = this.#events.head(head, framing.upgrade, framing.keepAlive);
    if (answer === 2) {
      this.#finishMessage();
      this.upgraded = true;
      return;
    }
    this.#beginBody(answer === 1 ? { type: "none" } : framing.body);
  }

  #beginBody(body: BodyKind): void {
    if (body.type === "none") {
      this.#finishMessage();
      return;
    }
    if (body.type === "length") this.#left = body.bytes;
    this.#state = body.type === "chunked" ? "chunk-size" : body.type;
  }

  #finishMessage(): void {
    const response = this.#head?.type === "response";
    const informational = response && (this.#head?.status ?? 0) < 200;
    this.#head = null;
    this.#headBytes = 0;
    this.#state = this.#keepAlive || informational ? "start" : "closed";
    this.#events.end();
  }
}

function statusLine(line: string): MessageHead {
  const match = /^HTTP\/(\d)\.(\d) +(\d{3})(?: (.*))?$/.exec(line);
  if (!match) {
    if (line.startsWith("HTTP/")) throw new HttpParseError("HPE_INVALID_STATUS", "Invalid status code");
    throw new HttpParseError("HPE_INVALID_CONSTANT", "Expected HTTP/");
  }
  const [, major, minor, status, reason = ""] = match;
  return {
    type: "response",
    major: Number(major),
    minor: Number(minor),
    method: "",
    url: "",
    status: Number(status),
    reason,
    headers: [],
  };
}

function join(parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
