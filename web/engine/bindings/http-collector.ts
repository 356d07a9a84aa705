/** Gathers a message's texts into the header lists that Node's library gets, in portions of at most 31 pairs. */
import { type Listener, ScanStop, type Span } from "./http-scan.ts";

/** What the owner of a collector does with a message. */
export interface MessageSink {
  begin(): void;
  /** A portion of headers that came before the last, or trailers. */
  headers(list: string[], url: string): void;
  /** The last portion, or undefined where an earlier one was flushed; answers how the body is read. */
  headersComplete(list: string[] | undefined, url: string | undefined, status: string): number;
  body(bytes: Uint8Array): void;
  complete(): void;
  takePause(): boolean;
}

const pairsAtOnce = 31;
/** Bytes of all extensions of one chunk. */
const largestExtensions = 16_384;

export class MessageCollector implements Listener {
  readonly #sink: MessageSink;
  readonly #largestHeader: number;
  #headerBytes = 0;
  #extensionBytes = 0;
  #names: string[] = [];
  #values: string[] = [];
  #url = "";
  #status = "";
  #flushed = false;

  /** `largestHeader`: the start line and headers of a message, in bytes. */
  constructor(largestHeader: number, sink: MessageSink) {
    this.#largestHeader = largestHeader;
    this.#sink = sink;
  }

  messageBegin(): void {
    this.#names = [];
    this.#values = [];
    this.#extensionBytes = 0;
    this.#url = "";
    this.#status = "";
    this.#sink.begin();
  }
  text(span: Span, text: string): void {
    this.#headerBytes += text.length;
    if (this.#headerBytes >= this.#largestHeader) throw new ScanStop("HPE_HEADER_OVERFLOW", "Header overflow");
    switch (span) {
      case "url":
        this.#url += text;
        return;
      case "status":
        this.#status += text;
        return;
      case "field":
        this.#addField(text);
        return;
      case "value":
        this.#addValue(text);
        return;
    }
  }
  #addField(text: string): void {
    if (this.#names.length > this.#values.length) {
      this.#names.push((this.#names.pop() ?? "") + text);
      return;
    }
    if (this.#names.length === pairsAtOnce) this.#flush();
    this.#names.push(text);
  }
  #addValue(text: string): void {
    if (this.#values.length < this.#names.length) this.#values.push(text);
    else this.#values.push((this.#values.pop() ?? "") + text);
  }
  #list(): string[] {
    return this.#values.flatMap((value, index) => [this.#names[index] ?? "", value.replace(/[ \t]+$/, "")]);
  }
  #flush(): void {
    const list = this.#list();
    const url = this.#url;
    this.#names = [];
    this.#values = [];
    this.#url = "";
    this.#flushed = true;
    this.#sink.headers(list, url);
  }
  headersComplete(): number {
    this.#headerBytes = 0;
    if (this.#flushed) {
      this.#flush();
      return this.#sink.headersComplete(undefined, undefined, this.#status);
    }
    const list = this.#list();
    this.#names = [];
    this.#values = [];
    return this.#sink.headersComplete(list, this.#url, this.#status);
  }
  body(bytes: Uint8Array): void {
    this.#sink.body(bytes);
  }
  messageComplete(): void {
    if (this.#names.length > 0) this.#flush();
    this.#sink.complete();
  }
  chunkPart(): void {
    this.#headerBytes = 0;
    this.#extensionBytes = 0;
  }
  chunkExtension(length: number): void {
    this.#extensionBytes += length;
    if (this.#extensionBytes <= largestExtensions) return;
    throw new ScanStop("HPE_CHUNK_EXTENSIONS_OVERFLOW", "Chunk extensions overflow");
  }
  takePause(): boolean {
    return this.#sink.takePause();
  }
}
