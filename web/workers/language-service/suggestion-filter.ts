/** The type filter: whether a suggestion adds a syntax or a type error to its file. */
import ts from "typescript-lib";
import type { CheckedSuggestion, SuggestionVerdict } from "../../../shared/completion/suggestion-check.ts";
import { type AddedTo, addedErrors, isWithin, startBefore } from "./added-errors.ts";
import { affectedBy, nodesAt } from "./affected.ts";
import { closersOf } from "./closers.ts";
import { type ProjectFiles, toServicePath, toWorkspacePath } from "./files.ts";
import type { OpenFile, Projects } from "./projects.ts";
import { bindTrial, parseTrial, syntaxErrorsOf, typeErrorsOf } from "./trial.ts";

/** A program that stays as it is while its file is typed in: the checker keeps all that it has found out. */
interface Held {
  servicePath: string;
  program: ts.Program;
  model: ts.SourceFile;
  /** Tells of changes to any file but this one. */
  others: string;
}

interface Tried {
  file: ts.SourceFile;
  edit: AddedTo;
  /** The suggestion ends with brackets open; they were closed for the trial. */
  unfinished: boolean;
}

/** What the two halves of a check have in common: the trial of a suggestion in a text. */
interface Trial {
  key: string;
  held: Held;
  before: Before;
  tried: Tried | undefined;
}

/** Errors that more text does not take away: a name that is not there, a member that is not there, a call of what is no function. */
const lasting = new Set([2304, 2305, 2339, 2349, 2503, 2551, 2552, 2694, 2724]);
/** Something not used yet, or not reached: true of all code that is being written. */
const premature = new Set([6133, 6138, 6192, 6196, 6198, 6199, 6205, 7027, 7028]);

export class SuggestionFilter {
  readonly #files: ProjectFiles;
  readonly #projects: Projects;
  #held: Held | undefined;
  #last: Trial | undefined;

  constructor(files: ProjectFiles, projects: Projects) {
    this.#files = files;
    this.#projects = projects;
  }

  /** Takes the program of a file that has just been checked: its checker is warm. */
  adopt({ servicePath, program }: OpenFile): void {
    const model = program.getSourceFile(servicePath);
    if (!model || servicePath.endsWith(".json")) return;
    this.#held = { servicePath, program, model, others: this.#othersOf(servicePath) };
    this.#last = undefined;
  }

  /** The first half of `check`, by the syntax alone. */
  checkSyntax(suggestion: CheckedSuggestion): SuggestionVerdict {
    const trial = this.#trialOf(suggestion);
    return !trial || trial.tried ? "keep" : "syntax-error";
  }

  check(suggestion: CheckedSuggestion): SuggestionVerdict {
    const trial = this.#trialOf(suggestion);
    if (!trial) return "keep";
    if (!trial.tried) return "syntax-error";
    if (!hasTypeErrors(trial)) return "keep";
    const held = this.#resolved(trial.held, trial.tried.file);
    return held && addsTypeError(held, trial.before, trial.tried) ? "type-error" : "keep";
  }

  #trialOf(suggestion: CheckedSuggestion): Trial | undefined {
    const held = this.#hold(suggestion.path);
    const text = held && this.#files.get(held.servicePath)?.text;
    if (!held || text === undefined) return undefined;
    const key = JSON.stringify(suggestion);
    const last = this.#last;
    if (last?.key === key && last.held === held && last.before.text === text) return last;
    const before = last?.before.text === text && last.held === held ? last.before : new Before(held.model, text);
    this.#last = { key, held, before, tried: tryOut(held.model, before, suggestion) };
    return this.#last;
  }

  /** The program to check with; made anew when another file has changed. */
  #hold(path: string): Held | undefined {
    const known = this.#held;
    const current = known?.servicePath === toServicePath(path) && known.others === this.#othersOf(known.servicePath);
    return current ? known : this.#holdAnew(path);
  }

  /** The same, made anew when the file imports what the program has not looked for. */
  #resolved(held: Held, file: ts.SourceFile): Held | undefined {
    const path = toWorkspacePath(held.servicePath);
    return sameImports(held.model, file) || path === undefined ? held : this.#holdAnew(path);
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

/** The file as it is now; parsed when the first question about it comes. */
class Before {
  readonly text: string;
  readonly #model: ts.SourceFile;
  #file: ts.SourceFile | undefined;

  constructor(model: ts.SourceFile, text: string) {
    this.#model = model;
    this.text = text;
  }

  get file(): ts.SourceFile {
    this.#file ??= parseTrial(this.#model, this.text);
    return this.#file;
  }
}

/** The file with the suggestion in it; undefined when that adds a syntax error. */
function tryOut(model: ts.SourceFile, before: Before, suggestion: CheckedSuggestion): Tried | undefined {
  const { from, insert } = suggestion;
  const { text } = before;
  const to = endIn(text, suggestion);
  if (to === undefined) return undefined;
  for (const closers of new Set(["", closersOf(insert)])) {
    const file = parseTrial(model, text.slice(0, from) + insert + closers + text.slice(to));
    const edit = { from, to, insertedChars: insert.length + closers.length };
    const errors = syntaxErrorsOf(file);
    if (errors.length === 0 || addedErrors(errors, syntaxErrorsOf(before.file), edit).length === 0) {
      return { file, edit, unfinished: closers !== "" };
    }
  }
  return undefined;
}

function addsTypeError({ program }: Held, before: Before, { file, edit, unfinished }: Tried): boolean {
  const checker = program.getTypeChecker();
  const options = program.getCompilerOptions();
  bindTrial(file, options);
  const { touched, all } = affectedBy(file, edit.from, edit.from + edit.insertedChars);
  const counts = unfinished ? ({ code }: ts.Diagnostic) => lasting.has(code) : isTimely;
  const isNew = (error: ts.Diagnostic) => isWithin(error, edit);
  if (typeErrorsOf(file, checker, touched).filter(counts).some(isNew)) return true;
  const errors = typeErrorsOf(file, checker, all).filter(counts);
  if (errors.length === 0) return false;
  if (errors.some(isNew)) return true;
  bindTrial(before.file, options);
  // Only where there is an error now is it of interest whether there was one before.
  const places = errors.map(({ start = 0 }) => Math.max(startBefore(start, edit), 0));
  const known = typeErrorsOf(before.file, checker, nodesAt(before.file, places));
  return addedErrors(errors, known, edit).length > 0;
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

function isTimely({ code }: ts.Diagnostic): boolean {
  return !premature.has(code);
}

/** JavaScript is checked only where the project or the file asks for it. */
function hasTypeErrors({ held: { servicePath, program }, before }: Trial): boolean {
  if (!/\.[cm]?jsx?$/.test(servicePath)) return true;
  return program.getCompilerOptions().checkJs === true || /^\s*\/\/\s*@ts-check/m.test(before.text.slice(0, 500));
}

/** Every import of `file` is one that the program has resolved. */
function sameImports(model: ts.SourceFile, file: ts.SourceFile): boolean {
  const known = specifiersOf(model);
  return [...specifiersOf(file)].every((specifier) => known.has(specifier));
}

function specifiersOf(file: ts.SourceFile): Set<string> {
  const found = new Set<string>();
  for (const statement of file.statements) {
    const from =
      ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement) ? statement.moduleSpecifier : undefined;
    if (from && ts.isStringLiteral(from)) found.add(from.text);
  }
  return found;
}
