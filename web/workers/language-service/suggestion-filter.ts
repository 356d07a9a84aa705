/** The type filter: whether a suggestion adds a syntax or a type error to its file. */
import type ts from "typescript-lib";
import type { CheckedSuggestion, SuggestionVerdict } from "../../../shared/completion/suggestion-check.ts";
import { type AddedTo, addedErrors, isWithin, startBefore } from "./added-errors.ts";
import { type Affected, affectedBy, functionsAt, nodesAt } from "./affected.ts";
import { Attempt, type Held, type Tried } from "./attempt.ts";
import { isContained } from "./contained.ts";
import { type ProjectFiles, toServicePath } from "./files.ts";
import { findLateModules } from "./late-modules.ts";
import type { OpenFile, Projects } from "./projects.ts";
import { SyntaxTree } from "./syntax-tree.ts";
import type { Trial } from "./trial.ts";

/** Errors that more text does not take away: a name or a member that is not there, a call of what is no function, a type as a value, a constant assigned. */
const lasting = new Set([2304, 2305, 2339, 2349, 2503, 2551, 2552, 2588, 2693, 2694, 2724, 2749]);
/** Something not used yet, or not reached: true of all code that is being written. */
const premature = new Set([6133, 6138, 6192, 6196, 6198, 6199, 6205, 7027, 7028]);
/** A module that is not found. */
const noModule = new Set([2307, 2792]);

export type Steps<Result> = Generator<undefined, Result, undefined>;

export class SuggestionFilter {
  readonly #files: ProjectFiles;
  readonly #projects: Projects;
  #held: Held | undefined;
  #last: Attempt | undefined;

  constructor(files: ProjectFiles, projects: Projects) {
    this.#files = files;
    this.#projects = projects;
  }

  /** Takes the program of a file that has just been checked: its checker is warm. */
  adopt({ servicePath, program }: OpenFile): void {
    const model = program.getSourceFile(servicePath);
    if (!model || servicePath.endsWith(".json")) return;
    const modules = findLateModules(program, model, this.#files);
    const last = this.#held?.servicePath === servicePath ? this.#held.syntax : undefined;
    const syntax = last?.suits(model) ? last : new SyntaxTree(model);
    // Parsed now, when nobody waits: what is tried out differs from it in a line or two.
    syntax.errorsOf(model.text);
    this.#held = { servicePath, program, model, modules, syntax, others: this.#othersOf(servicePath) };
    this.#last = undefined;
  }

  /** The first half of `check`, by the syntax alone. */
  checkSyntax(suggestion: CheckedSuggestion): SuggestionVerdict {
    const attempt = this.#attempt(suggestion);
    return !attempt || attempt.tried ? "keep" : "syntax-error";
  }

  /** In steps, each of which leaves everything as it was: the next may be made later or never. */
  *check(suggestion: CheckedSuggestion): Steps<SuggestionVerdict> {
    const attempt = this.#attempt(suggestion);
    if (!attempt) return "keep";
    if (!attempt.tried) return "syntax-error";
    if (!hasTypeErrors(attempt)) return "keep";
    return (yield* addsTypeError(attempt)) ? "type-error" : "keep";
  }

  #attempt(suggestion: CheckedSuggestion): Attempt | undefined {
    const held = this.#hold(suggestion.path);
    const text = held && this.#files.get(held.servicePath)?.text;
    if (!held || text === undefined) return undefined;
    if (!this.#last?.isAbout(suggestion, held, text)) this.#last = new Attempt(suggestion, held, text, this.#last);
    return this.#last;
  }

  /** The program to check with; made anew when another file has changed. */
  #hold(path: string): Held | undefined {
    const known = this.#held;
    const current = known?.servicePath === toServicePath(path) && known.others === this.#othersOf(known.servicePath);
    return current ? known : this.#holdAnew(path);
  }

  #holdAnew(path: string): Held | undefined {
    const opened = this.#projects.open(path);
    if (opened) this.adopt(opened);
    return this.#held?.servicePath === toServicePath(path) ? this.#held : undefined;
  }

  #othersOf(servicePath: string): string {
    let sum = 0;
    for (const [path, { version }] of this.#files.workspace) if (path !== servicePath) sum += version;
    return `${this.#files.structure} ${sum}`;
  }
}

function* addsTypeError({ tried, before, held }: Attempt): Steps<boolean> {
  if (!tried) return true;
  const counts = countsIn(tried, held);
  const byPart = tried.part && (yield* addsErrorInPart(tried, tried.part, counts));
  if (byPart !== undefined) return byPart;
  yield;
  return yield* addsError(tried, tried.whole(), () => before.whole, counts);
}

type Counts = (error: ts.Diagnostic) => boolean;

function countsIn({ text, unfinished }: Tried, { modules }: Held): Counts {
  return ({ code, start = 0, length = 0 }) => {
    if (premature.has(code) || (unfinished && !lasting.has(code))) return false;
    // A package whose types nothing has imported yet.
    return !noModule.has(code) || !modules.exist(text.slice(start + 1, start + length - 1));
  };
}

/** Undefined when the part alone does not tell. */
function* addsErrorInPart(
  tried: Tried,
  { now, before }: NonNullable<Tried["part"]>,
  counts: Counts,
): Steps<boolean | undefined> {
  now.bind();
  const affected = affectedBy(now.file, ...placeIn(now, tried.edit));
  if (!isContained(now, before, affected.touched)) return undefined;
  const errors = yield* errorsOf(tried.edit, now, affected, counts);
  if (errors.length === 0) return false;
  const known = before();
  return known && hasMore(errors, now, known, tried.edit);
}

function* addsError({ edit }: Tried, now: Trial, before: () => Trial, counts: Counts): Steps<boolean> {
  now.bind();
  yield;
  const errors = yield* errorsOf(edit, now, affectedBy(now.file, ...placeIn(now, edit)), counts);
  return errors.length > 0 && hasMore(errors, now, before(), edit);
}

function placeIn({ shift }: Trial, { from, insertedChars }: AddedTo): [from: number, to: number] {
  return [from + shift, from + insertedChars + shift];
}

/** Errors where the edit is or may have made some; of those in the inserted text one will do. */
function* errorsOf(edit: AddedTo, now: Trial, affected: Affected, counts: Counts): Steps<ts.Diagnostic[]> {
  const { touched, all = now.parts } = affected;
  let errors = now.typeErrors(touched).filter(counts);
  for (const part of all ?? [undefined]) {
    if (errors.some((error) => isWithin(error, edit))) break;
    yield;
    // What was found before is told again.
    errors = now.typeErrors(part && [part]).filter(counts);
  }
  return errors;
}

/** `before` is the same text without the suggestion; only where there is an error now is it of interest. */
function hasMore(errors: readonly ts.Diagnostic[], now: Trial, before: Trial, edit: AddedTo): boolean {
  if (errors.some((error) => isWithin(error, edit))) return true;
  before.bind();
  if (errors.some(({ start = 0 }) => isElsewhere(start, now, before, edit))) return true;
  const places = errors.map(({ start = 0 }) => Math.max(startBefore(start, edit), 0) + before.shift);
  return addedErrors(errors, before.typeErrors(nodesAt(before.file, places)), edit).length > 0;
}

/** What stood there was no part of the same function: without its brackets a body is read as parameters, and no error of it counts. */
function isElsewhere(start: number, now: Trial, before: Trial, edit: AddedTo): boolean {
  const place = startBefore(start, edit);
  if (place < 0) return false;
  return functionsAt(now.file, start + now.shift) !== functionsAt(before.file, place + before.shift);
}

/** JavaScript is checked only where the project or the file asks for it. */
function hasTypeErrors({ held: { servicePath, program }, before }: Attempt): boolean {
  if (!/\.[cm]?jsx?$/.test(servicePath)) return true;
  return program.getCompilerOptions().checkJs === true || /^\s*\/\/\s*@ts-check/m.test(before.text.slice(0, 500));
}
