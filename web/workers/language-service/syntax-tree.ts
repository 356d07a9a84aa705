/** A file's syntax as its text changes: only what changed is parsed again. Never bound: a checker would take its nodes for known ones. */
import ts from "typescript-lib";
import { syntaxErrorsOf } from "./internals.ts";
import { parseLike, trialName } from "./trial.ts";
import { sameAtEnd, sameAtStart } from "./unit.ts";

export class SyntaxTree {
  readonly #model: ts.SourceFile;
  #file: ts.SourceFile | undefined;

  constructor(model: ts.SourceFile) {
    this.#model = model;
  }

  /** True for a newer version of the same file, in a program that reads it in the same way. */
  suits({ fileName, languageVersion, impliedNodeFormat }: ts.SourceFile): boolean {
    const own = this.#model;
    return (
      own.fileName === fileName &&
      own.languageVersion === languageVersion &&
      own.impliedNodeFormat === impliedNodeFormat
    );
  }

  errorsOf(text: string): readonly ts.Diagnostic[] {
    this.#file = this.#file ? updated(this.#file, text) : parseLike(this.#model, trialName(this.#model), text);
    return syntaxErrorsOf(this.#file);
  }
}

function updated(file: ts.SourceFile, text: string): ts.SourceFile {
  const from = sameAtStart(file.text, text, file.text.length);
  const same = sameAtEnd(file.text, text, from);
  const span = ts.createTextSpan(from, file.text.length - same - from);
  return ts.updateSourceFile(file, text, ts.createTextChangeRange(span, text.length - same - from));
}
