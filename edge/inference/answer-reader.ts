/** Turns the bytes of one answer into text and one end. */
import { AnswerScrubber } from "../../shared/models/scrub-tokens.ts";
import type { AnswerForm, CallPiece, ModelCall, TokenUsage } from "./dialects/dialect.ts";
import { readAnswer } from "./dialects/read-answer.ts";
import { RepeatedAnswer } from "./dialects/repeated-answer.ts";
import { EventStream } from "./event-stream.ts";
import type { FailureCode } from "./failure.ts";
import { inferenceLimits } from "./limits.ts";
import { LineStream } from "./line-stream.ts";

export type Say = (text: string) => void;

export type AnswerEnd =
  | { type: "done"; reason: "stop" | "length"; usage?: TokenUsage; calls?: readonly ModelCall[] }
  | { type: "failed"; code: FailureCode; detail: string };

const streamTypes = {
  events: ["text/event-stream", "text/plain"],
  lines: ["application/x-ndjson", "text/plain"],
} as const;

/** How much of an answer is read. */
export interface AnswerLimits {
  /** Characters; what is longer is cut there. */
  maxTextChars: number;
  maxBytes: number;
}

export class AnswerReader {
  private readonly form: AnswerForm;
  private readonly limits: AnswerLimits;
  private readonly say: Say;
  private readonly kind: "stream" | "whole" | "strange";
  private readonly contentType: string;
  private readonly stream: EventStream | LineStream;
  private readonly events: RepeatedAnswer;
  private readonly decoder = new TextDecoder();
  private readonly scrubber = new AnswerScrubber();
  private bytes = 0;
  private lastId: string | undefined;
  /** The answer so far, kept by those forms alone that unwrap it. */
  private wrapped = "";
  private unwrapped = 0;
  private chars = 0;
  private pending = "";
  private finish: "stop" | "length" | undefined;
  private usage: TokenUsage | undefined;
  private whole = "";
  private readonly calls = new Map<number, ModelCall>();

  constructor(form: AnswerForm, limits: AnswerLimits, contentType: string, say: Say) {
    this.form = form;
    this.limits = limits;
    this.events = new RepeatedAnswer(form);
    this.say = say;
    this.contentType = contentType.split(";")[0]?.trim() ?? "";
    if (streamTypes[form.framing].some((type) => type === this.contentType)) this.kind = "stream";
    else this.kind = this.contentType === "application/json" ? "whole" : "strange";
    const Stream = form.framing === "lines" ? LineStream : EventStream;
    this.stream = new Stream(inferenceLimits.maxEventBytes);
  }

  /** Says what `bytes` add, at once; gives the end when it has come. */
  read(bytes: Uint8Array): AnswerEnd | undefined {
    this.bytes += bytes.length;
    if (this.bytes > this.limits.maxBytes) return this.failed("garbage", "it does not end");
    if (this.kind === "strange") return this.failed("garbage", this.contentType);
    if (this.kind === "whole") {
      // A letter of several bytes may lie across two pieces.
      this.whole += this.decoder.decode(bytes, { stream: true });
      return undefined;
    }
    const pushed = this.stream.push(bytes);
    for (const { data, id } of pushed.events) {
      const repeated = id !== undefined && id === this.lastId;
      this.lastId = id;
      const end = repeated ? undefined : this.event(data);
      if (end) return end;
    }
    if (!pushed.ok) return this.failed("garbage", pushed.reason === "too-large" ? "an event is too large" : "");
    this.sayPending();
    return undefined;
  }

  /** What the end of the bytes means. */
  end(): AnswerEnd {
    if (this.whole) return this.wholeAnswer();
    if (this.finish && !this.stream.unfinished) return this.done(this.finish);
    return this.failed("cut");
  }

  /** The end of the answer when this event is it. */
  private event(data: string): AnswerEnd | undefined {
    if (data.trim() === "[DONE]") return this.done(this.finish ?? "stop");
    const read = this.events.read(data);
    if (!read) return this.failed("garbage");
    if ("problem" in read) return this.failed("upstream-error", read.problem);
    const { text, finish, usage } = read.piece;
    this.finish = finish ?? this.finish;
    this.usage = usage ?? this.usage;
    this.call(read.piece.calls);
    this.grow(text, false);
    if (this.scrubber.stopped) return this.done("stop");
    return this.chars > this.limits.maxTextChars ? this.done("length") : undefined;
  }

  private wholeAnswer(): AnswerEnd {
    const read = readAnswer(this.form, this.whole);
    if (!read) return this.failed("garbage");
    if ("problem" in read) return this.failed("upstream-error", read.problem);
    this.usage = read.piece.usage;
    this.call(read.piece.calls);
    this.grow(read.piece.text.slice(0, this.limits.maxTextChars), false);
    return this.done(read.piece.finish ?? "stop");
  }

  private call(pieces: readonly CallPiece[] = []): void {
    for (const { index, name, arguments: given } of pieces) {
      const before = this.calls.get(index) ?? { name: "", arguments: "" };
      this.calls.set(index, { name: before.name + name, arguments: before.arguments + given });
      this.chars += name.length + given.length;
    }
  }

  private grow(text: string, finished: boolean): void {
    this.chars += text.length;
    const { unwrap } = this.form;
    if (!unwrap) {
      this.pending += this.scrubber.push(text);
      return;
    }
    this.wrapped += text;
    const certain = unwrap(this.wrapped, finished);
    this.pending += this.scrubber.push(certain.slice(this.unwrapped));
    this.unwrapped = Math.max(this.unwrapped, certain.length);
  }

  private done(reason: "stop" | "length"): AnswerEnd {
    this.grow("", true);
    this.pending += this.scrubber.end();
    this.sayPending();
    const calls = [...this.calls].sort(([one], [other]) => one - other).map(([, call]) => call);
    return {
      type: "done",
      reason,
      ...(this.usage ? { usage: this.usage } : {}),
      ...(calls.length ? { calls } : {}),
    };
  }

  /** Text that came before stays. */
  private failed(code: FailureCode, detail = ""): AnswerEnd {
    this.sayPending();
    return { type: "failed", code, detail };
  }

  private sayPending(): void {
    const { pending } = this;
    this.pending = "";
    if (pending !== "") this.say(pending);
  }
}
