/** Turns the bytes of one answer into text and one end. */
import { AnswerScrubber } from "../../shared/models/scrub-tokens.ts";
import type { Dialect, TokenUsage } from "./dialects/dialect.ts";
import { readAnswer } from "./dialects/read-answer.ts";
import { EventStream } from "./event-stream.ts";
import type { FailureCode } from "./failure.ts";
import { inferenceLimits } from "./limits.ts";
import { LineStream } from "./line-stream.ts";

export type AnswerEvent =
  | { type: "text"; text: string }
  | { type: "done"; reason: "stop" | "length"; usage?: TokenUsage }
  | { type: "failed"; code: FailureCode; detail: string };

const streamTypes = {
  events: ["text/event-stream", "text/plain"],
  lines: ["application/x-ndjson", "text/plain"],
} as const;

export class AnswerReader {
  private readonly dialect: Dialect;
  private readonly kind: "stream" | "whole" | "strange";
  private readonly contentType: string;
  private readonly stream: EventStream | LineStream;
  private readonly decoder = new TextDecoder();
  private readonly scrubber = new AnswerScrubber();
  private bytes = 0;
  private lastId: string | undefined;
  /** The answer so far, kept by those dialects alone that unwrap it. */
  private wrapped = "";
  private unwrapped = 0;
  private chars = 0;
  private pending = "";
  private finish: "stop" | "length" | undefined;
  private usage: TokenUsage | undefined;
  private whole = "";

  constructor(dialect: Dialect, contentType: string) {
    this.dialect = dialect;
    this.contentType = contentType.split(";")[0]?.trim() ?? "";
    if (streamTypes[dialect.framing].some((type) => type === this.contentType)) this.kind = "stream";
    else this.kind = this.contentType === "application/json" ? "whole" : "strange";
    const Stream = dialect.framing === "lines" ? LineStream : EventStream;
    this.stream = new Stream(inferenceLimits.maxEventBytes);
  }

  /** What `bytes` add: at most one text, and the end when it has come. */
  read(bytes: Uint8Array): AnswerEvent[] {
    this.bytes += bytes.length;
    if (this.bytes > inferenceLimits.maxAnswerBytes) return this.failed("garbage", "it does not end");
    if (this.kind === "strange") return this.failed("garbage", this.contentType);
    if (this.kind === "whole") {
      // A letter of several bytes may lie across two pieces.
      this.whole += this.decoder.decode(bytes, { stream: true });
      return [];
    }
    const pushed = this.stream.push(bytes);
    for (const { data, id } of pushed.events) {
      const repeated = id !== undefined && id === this.lastId;
      this.lastId = id;
      const end = repeated ? undefined : this.event(data);
      if (end) return end;
    }
    if (!pushed.ok) return this.failed("garbage", pushed.reason === "too-large" ? "an event is too large" : "");
    return this.text();
  }

  /** What the end of the bytes means. */
  end(): AnswerEvent[] {
    if (this.whole) return this.wholeAnswer();
    if (this.finish && !this.stream.unfinished) return this.done(this.finish);
    return this.failed("cut");
  }

  /** The end of the answer when this event is it. */
  private event(data: string): AnswerEvent[] | undefined {
    if (data.trim() === "[DONE]") return this.done(this.finish ?? "stop");
    const read = readAnswer(this.dialect, data);
    if (!read) return this.failed("garbage");
    if ("problem" in read) return this.failed("upstream-error", read.problem);
    const { text, finish, usage } = read.piece;
    this.finish = finish ?? this.finish;
    this.usage = usage ?? this.usage;
    this.grow(text, false);
    if (this.scrubber.stopped) return this.done("stop");
    return this.chars > inferenceLimits.maxTextChars ? this.done("length") : undefined;
  }

  private wholeAnswer(): AnswerEvent[] {
    const read = readAnswer(this.dialect, this.whole);
    if (!read) return this.failed("garbage");
    if ("problem" in read) return this.failed("upstream-error", read.problem);
    this.usage = read.piece.usage;
    this.grow(read.piece.text.slice(0, inferenceLimits.maxTextChars), false);
    return this.done(read.piece.finish ?? "stop");
  }

  private grow(text: string, finished: boolean): void {
    this.chars += text.length;
    const { unwrap } = this.dialect;
    if (!unwrap) {
      this.pending += this.scrubber.push(text);
      return;
    }
    this.wrapped += text;
    const certain = unwrap(this.wrapped, finished);
    this.pending += this.scrubber.push(certain.slice(this.unwrapped));
    this.unwrapped = Math.max(this.unwrapped, certain.length);
  }

  private done(reason: "stop" | "length"): AnswerEvent[] {
    this.grow("", true);
    this.pending += this.scrubber.end();
    return [...this.text(), { type: "done", reason, ...(this.usage ? { usage: this.usage } : {}) }];
  }

  /** Text that came before stays. */
  private failed(code: FailureCode, detail = ""): AnswerEvent[] {
    return [...this.text(), { type: "failed", code, detail }];
  }

  private text(): AnswerEvent[] {
    const { pending } = this;
    this.pending = "";
    return pending ? [{ type: "text", text: pending }] : [];
  }
}
