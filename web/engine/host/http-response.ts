import { limits } from "./limits.ts";

export interface ResponseHead {
  status: number;
  statusText: string;
  headers: [string, string][];
}
export interface ResponseListener {
  head(head: ResponseHead): void;
  data(bytes: Uint8Array): void;
  end(): void;
  fail(reason: string): void;
}

type Body =
  | { type: "none" }
  | { type: "length"; left: number }
  | { type: "chunked"; left: number; state: "size" | "data" | "data-end" | "trailer" }
  | { type: "close" };
const empty = new Uint8Array(0);

/** Reads one HTTP/1.1 answer (RFC 9112) from bytes as they come; interim 1xx answers are skipped. */
export class ResponseParser {
  readonly #listener: ResponseListener;
  readonly #isHead: boolean;
  #pending: Uint8Array = empty;
  #body: Body | null = null;
  #done = false;

  constructor(method: string, listener: ResponseListener) {
    this.#isHead = method === "HEAD";
    this.#listener = listener;
  }

  get done(): boolean {
    return this.#done;
  }

  push(bytes: Uint8Array): void {
    if (this.#done) return;
    this.#pending = this.#pending.length === 0 ? bytes : concat(this.#pending, bytes);
    if (!this.#body) this.#readHead();
    if (this.#body) this.#readBody(this.#body);
  }

  /** The connection ended. */
  close(): void {
    if (this.#done) return;
    if (this.#body?.type === "close") this.#end();
    else
      this.#fail(
        this.#body ? "the connection ended in the middle of the answer" : "the connection ended without an answer",
      );
  }

  #readHead(): void {
    while (!this.#body && !this.#done) {
      const end = indexOf(this.#pending, "\r\n\r\n");
      if (end < 0) {
        if (this.#pending.length > limits.responseHeadBytes) this.#fail("the head of the answer is too long");
        return;
      }
      const [first = "", ...lines] = latin1(this.#pending.subarray(0, end)).split("\r\n");
      this.#pending = this.#pending.subarray(end + 4);
      const status = /^HTTP\/1\.[01] (\d{3})(?: (.*))?$/.exec(first);
      if (!status) {
        this.#fail("the answer is not HTTP/1.1");
        return;
      }
      const code = Number(status[1]);
      if (code >= 100 && code < 200 && code !== 101) continue;
      const headers = lines.map((line): [string, string] => {
        const colon = line.indexOf(":");
        return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
      });
      this.#body = bodyOf(code, headers, this.#isHead);
      this.#listener.head({ status: code, statusText: status[2] ?? "", headers });
    }
  }

  #readBody(body: Body): void {
    switch (body.type) {
      case "none":
        this.#end();
        return;
      case "close":
        this.#give(this.#pending.length);
        return;
      case "length": {
        body.left -= this.#give(Math.min(body.left, this.#pending.length));
        if (body.left === 0) this.#end();
        return;
      }
      case "chunked":
        while (!this.#done && this.#readChunk(body)) {}
    }
  }

  /** One step through a chunked body; false = more bytes are needed. */
  #readChunk(body: Extract<Body, { type: "chunked" }>): boolean {
    if (body.state === "data") {
      body.left -= this.#give(Math.min(body.left, this.#pending.length));
      if (body.left > 0) return false;
      body.state = "data-end";
    }
    const end = indexOf(this.#pending, "\r\n");
    if (end < 0) return false;
    const line = latin1(this.#pending.subarray(0, end));
    this.#pending = this.#pending.subarray(end + 2);
    if (body.state === "data-end") body.state = "size";
    else if (body.state === "trailer") {
      if (line === "") this.#end();
    } else {
      const size = /^[0-9a-f]{1,8}/i.exec(line);
      if (!size) this.#fail("a chunk of the answer has no size");
      body.left = Number.parseInt(size?.[0] ?? "0", 16);
      body.state = body.left === 0 ? "trailer" : "data";
    }
    return true;
  }

  #give(count: number): number {
    if (count > 0) this.#listener.data(this.#pending.subarray(0, count));
    this.#pending = this.#pending.subarray(count);
    return count;
  }

  #end(): void {
    this.#done = true;
    this.#listener.end();
  }

  #fail(reason: string): void {
    if (this.#done) return;
    this.#done = true;
    this.#listener.fail(reason);
  }
}

function bodyOf(status: number, headers: readonly [string, string][], isHead: boolean): Body {
  if (isHead || status === 204 || status === 304 || status === 101) return { type: "none" };
  const value = (name: string) => headers.find(([key]) => key === name)?.[1];
  if (/\bchunked$/i.test(value("transfer-encoding") ?? "")) return { type: "chunked", left: 0, state: "size" };
  const length = value("content-length");
  if (length === undefined) return { type: "close" };
  const left = /^\d+$/.test(length) ? Number(length) : 0;
  return left === 0 ? { type: "none" } : { type: "length", left };
}

function indexOf(bytes: Uint8Array, text: string): number {
  const first = text.charCodeAt(0);
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) {
    let same = 1;
    while (same < text.length && bytes[at + same] === text.charCodeAt(same)) same++;
    if (same === text.length) return at;
  }
  return -1;
}

function latin1(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

function concat(one: Uint8Array, other: Uint8Array): Uint8Array {
  const all = new Uint8Array(one.length + other.length);
  all.set(one);
  all.set(other, one.length);
  return all;
}
