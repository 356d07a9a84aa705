/** A suggestion tried out in its file: parsed, as little of it as will do. */
import type ts from "typescript-lib";
import type { CheckedSuggestion } from "../../../shared/completion/suggestion-check.ts";
import { type AddedTo, addedErrors } from "./added-errors.ts";
import { closersOf } from "./closers.ts";
import { type Graft, graft } from "./graft.ts";
import { syntaxErrorsOf } from "./internals.ts";
import type { LateModules } from "./late-modules.ts";
import type { SyntaxTree } from "./syntax-tree.ts";
import { type Trial, wholeTrial } from "./trial.ts";
import { type Unit, unitFor } from "./unit.ts";

/** A program that stays as it is while its file is typed in: the checker keeps all that it has found out. */
export interface Held {
  servicePath: string;
  program: ts.Program;
  model: ts.SourceFile;
  modules: LateModules;
  syntax: SyntaxTree;
  /** Tells of changes to any file but this one. */
  others: string;
}

export interface Tried {
  text: string;
  edit: AddedTo;
  /** The suggestion ends with brackets open; they were closed for the trial. */
  unfinished: boolean;
  /** The part of the file that it is in, with it and without, when that can be parsed by itself. */
  part: { now: Graft; before(): Graft | undefined } | undefined;
  whole(): Trial;
}

export class Attempt {
  readonly suggestion: CheckedSuggestion;
  readonly held: Held;
  readonly before: Before;
  /** Undefined when it adds a syntax error. */
  readonly tried: Tried | undefined;

  /** What is known of the text without the suggestion is taken over from the attempt before. */
  constructor(suggestion: CheckedSuggestion, held: Held, text: string, last: Attempt | undefined) {
    this.suggestion = suggestion;
    this.held = held;
    this.before = last?.held === held && last.before.text === text ? last.before : new Before(held, text);
    this.tried = tryOut(held, this.before, suggestion);
  }

  isAbout({ length, from, to, insert }: CheckedSuggestion, held: Held, text: string): boolean {
    const own = this.suggestion;
    const isSame = own.length === length && own.from === from && own.to === to && own.insert === insert;
    return isSame && this.held === held && this.before.text === text;
  }
}

/** The file as it is now; parsed when the first question about it comes. */
class Before {
  readonly text: string;
  readonly #held: Held;
  #whole: Trial | undefined;
  #part: { unit: Unit; graft: Graft | undefined } | undefined;

  constructor(held: Held, text: string) {
    this.#held = held;
    this.text = text;
  }

  get whole(): Trial {
    this.#whole ??= wholeTrial(this.#held.program, this.#held.model, this.text);
    return this.#whole;
  }

  partOf(unit: Unit): Graft | undefined {
    const known = this.#part;
    if (known?.unit.from === unit.from && known.unit.to === unit.to) return known.graft;
    this.#part = { unit, graft: graft(this.#held.program, this.#held.model, unit, this.text) };
    return this.#part.graft;
  }
}

function tryOut({ program, model, syntax }: Held, before: Before, suggestion: CheckedSuggestion): Tried | undefined {
  const { from, insert } = suggestion;
  const to = endIn(before.text, suggestion);
  if (to === undefined) return undefined;
  for (const closers of new Set(["", closersOf(insert)])) {
    const text = before.text.slice(0, from) + insert + closers + before.text.slice(to);
    const edit = { from, to, insertedChars: insert.length + closers.length };
    const unit = unitFor(model, [before.text, text]);
    const part = unit && graft(program, model, unit, text);
    const whole = once(() => wholeTrial(program, model, text));
    const rest = { text, edit, unfinished: closers !== "", whole };
    if (part?.syntaxErrors.length === 0)
      return { ...rest, part: { now: part, before: () => before.partOf(part.unit) } };
    const known = (unit: Unit) => before.partOf(unit)?.syntaxErrors ?? [];
    if (part && isWellAround(model, part.unit) && addsErrors(part.syntaxErrors, () => known(part.unit), edit)) continue;
    if (!addsErrors(syntax.errorsOf(text), () => syntax.errorsOf(before.text), edit))
      return { ...rest, part: undefined };
  }
  return undefined;
}

/** Nothing outside of the unit can be the other half of what is wrong in it. */
function isWellAround(model: ts.SourceFile, { from, to }: Unit): boolean {
  return syntaxErrorsOf(model).every(({ start = 0, length = 0 }) => start >= from && start + length <= to);
}

type Errors = readonly ts.Diagnostic[];

function addsErrors(now: Errors, before: () => Errors, edit: AddedTo): boolean {
  return now.length > 0 && addedErrors(now, before(), edit).length > 0;
}

/** Where what it replaces ends in the file as it is now; undefined when it was made for another. */
function endIn(text: string, { length, from, to, insert }: CheckedSuggestion): number | undefined {
  const typedChars = text.length - length;
  const end = to + typedChars;
  if (from > to || typedChars < 0 || end > text.length) return undefined;
  let same = 0;
  while (same < typedChars && text[from + same] === insert[same]) same++;
  // Brackets and quotes that the editor closed by itself are in the suggestion too.
  return /^[)\]}"'`]*$/.test(text.slice(from + same, from + typedChars)) ? end : undefined;
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
