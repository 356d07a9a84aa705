/** The events of one stream: nearly every one repeats another but for its token, and only that is parsed then (`bench -- relay`). */
import type { AnswerForm, AnswerPiece } from "./dialect.ts";
import { parseJson, type ReadAnswer, readAnswer } from "./read-answer.ts";

/** Servers that write a clock or a count into every event repeat none. */
const maxForms = 4;
const strange = "\u{10ffff}";

export class RepeatedAnswer {
  private readonly answers: AnswerForm;
  private forms = 0;
  /** What stands before and after the token. */
  private form: { head: string; tail: string } | undefined;

  constructor(answers: AnswerForm) {
    this.answers = answers;
  }

  read(json: string): ReadAnswer {
    const token = this.tokenOf(json);
    if (token !== undefined) return { piece: { text: token, finish: undefined } };
    const read = readAnswer(this.answers, json);
    if (read && "piece" in read && this.forms < maxForms) this.learn(json, read.piece);
    return read;
  }

  private tokenOf(json: string): string | undefined {
    if (!this.form) return undefined;
    const { head, tail } = this.form;
    if (json.length < head.length + tail.length || !json.startsWith(head) || !json.endsWith(tail)) return undefined;
    const token = parseJson(json.slice(head.length, json.length - tail.length));
    // A NUL byte is taken out where all is parsed.
    return typeof token === "string" && !token.includes("\0") ? token : undefined;
  }

  /** Keeps the event's form if another token in its place reads as that token and as nothing else. */
  private learn(json: string, { text, calls }: AnswerPiece): void {
    this.forms++;
    // What is called would stand in the form.
    if (calls) return;
    const literal = JSON.stringify(text);
    const at = json.indexOf(literal);
    if (at < 0) return;
    const form = { head: json.slice(0, at), tail: json.slice(at + literal.length) };
    const again = readAnswer(this.answers, form.head + JSON.stringify(strange) + form.tail);
    if (!again || !("piece" in again)) return;
    const { piece } = again;
    if (piece.text === strange && !piece.finish && !piece.usage) this.form = form;
  }
}
