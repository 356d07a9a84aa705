/** A commit message from the facts of a difference: a conventional first line, then what was done, a line each. */
import {
  type ChangedFile,
  dependencyChanges,
  type ExportChanges,
  exportChanges,
  movedFiles,
  roleOf,
} from "./change.ts";
import { staticLimits } from "./limits.ts";
import { type StaticLanguage, type StaticWords, staticWords } from "./words.ts";

/** Undefined when nothing differs. */
export function commitMessage(changes: readonly ChangedFile[], language: StaticLanguage): string | undefined {
  const words = staticWords(language).commit;
  const files = changes.filter(({ before, after }) => before !== after).slice(0, staticLimits.maxChangedFiles);
  if (!files.length) return undefined;
  const facts = factsOf(files);
  const type = typeOf(files, facts);
  const scope = scopeOf(files);
  const breaking = facts.exports.removed.length > 0 ? "!" : "";
  const head = `${type}${scope ? `(${scope})` : ""}${breaking}: `;
  const subject = head + cut(subjectOf(files, facts, words), staticLimits.maxSubjectChars - head.length);
  const body = bodyOf(files, facts, words);
  const left = body.length - staticLimits.maxBodyLines;
  const told = left > 0 ? [...body.slice(0, staticLimits.maxBodyLines), words.more(left)] : body;
  return told.length ? `${subject}\n\n${told.map((line) => `- ${line}`).join("\n")}\n` : `${subject}\n`;
}

interface Facts {
  exports: ExportChanges;
  dependencies: ReturnType<typeof dependencyChanges>;
  moved: ReturnType<typeof movedFiles>;
}

function factsOf(files: readonly ChangedFile[]): Facts {
  const exports: ExportChanges = { added: [], removed: [], renamed: [], changed: [] };
  for (const file of files.filter(({ path }) => roleOf(path) === "code")) {
    const own = exportChanges(file);
    exports.added.push(...own.added);
    exports.removed.push(...own.removed);
    exports.renamed.push(...own.renamed);
    exports.changed.push(...own.changed);
  }
  // What one file hands out no more and another does now was moved.
  const moved = new Set(exports.added.filter((name) => exports.removed.includes(name)));
  exports.added = exports.added.filter((name) => !moved.has(name));
  exports.removed = exports.removed.filter((name) => !moved.has(name));
  return { exports, dependencies: files.flatMap(dependencyChanges), moved: movedFiles(files) };
}

function typeOf(files: readonly ChangedFile[], { exports, moved }: Facts): string {
  const roles = new Set(files.map(({ path }) => roleOf(path)));
  const [only] = roles;
  if (roles.size === 1 && only === "test") return "test";
  if (roles.size === 1 && only === "docs") return "docs";
  if (roles.size === 1 && only === "dependencies") return "build";
  if (roles.size === 1 && only === "ci") return "ci";
  if (exports.added.length) return "feat";
  if (exports.renamed.length || exports.removed.length || moved.length) return "refactor";
  const isBlankOnly = files.every(({ before, after }) => blankless(before) === blankless(after));
  // Whether changed code is a fix, its facts do not tell.
  return isBlankOnly ? "style" : "chore";
}

function blankless(text: string | undefined): string | undefined {
  return text?.replace(/\s+/g, "");
}

/** The folder that all files are in, by its own name. */
function scopeOf(files: readonly ChangedFile[]): string {
  const folders = new Set(files.map(({ path }) => path.slice(0, Math.max(0, path.lastIndexOf("/")))));
  const [only = ""] = folders;
  const name = folders.size === 1 ? (only.split("/").at(-1) ?? "") : "";
  return /^[\p{L}\p{N}._-]{1,20}$/u.test(name) && name !== "src" ? name : "";
}

function subjectOf(
  files: readonly ChangedFile[],
  { exports, dependencies, moved }: Facts,
  words: StaticWords["commit"],
): string {
  const { added, removed, renamed, changed } = exports;
  const [rename] = renamed;
  const [dependency] = dependencies;
  const [move] = moved;
  if (added.length) return words.add(listed(added, words));
  if (rename) return words.rename(oneLine(rename.from), oneLine(rename.to));
  if (removed.length) return words.remove(listed(removed, words));
  if (changed.length) return words.change(listed(changed, words));
  if (dependency)
    return words.dependencies(
      listed(
        dependencies.map(({ name }) => name),
        words,
      ),
    );
  if (move) return words.move(nameOf(move.from), move.to);
  const names = listed(
    files.map(({ path }) => nameOf(path)),
    words,
  );
  if (files.every(({ before }) => before === undefined)) return words.add(names);
  if (files.every(({ after }) => after === undefined)) return words.remove(names);
  return words.change(names);
}

function bodyOf(
  files: readonly ChangedFile[],
  { exports, dependencies, moved }: Facts,
  words: StaticWords["commit"],
): string[] {
  const isMoved = (path: string) => moved.some(({ from, to }) => path === from || path === to);
  const named = files.map(({ path }) => path);
  const tests = files.filter(({ path, after }) => roleOf(path) === "test" && after !== undefined && !isMoved(path));
  return [
    ...exports.renamed.map(({ from, to }) => words.rename(oneLine(from), oneLine(to))),
    ...exports.added.map((name) => words.add(oneLine(name))),
    ...exports.removed.map((name) => words.remove(oneLine(name))),
    ...exports.changed.map((name) => words.change(oneLine(name))),
    ...moved.map(({ from, to }) => words.move(oneLine(from), oneLine(to))),
    ...dependencies.map(({ name, from, to }) =>
      words.dependency(oneLine(name), from && oneLine(from), to && oneLine(to)),
    ),
    ...tests.map(({ path }) => words.tests(oneLine(path))),
    words.files(
      named.length,
      files.reduce((sum, file) => sum + growth(file), 0),
    ),
  ];
}

/** How many lines more there are. */
function growth({ before, after }: ChangedFile): number {
  const lines = (text: string | undefined) => (text ? text.replace(/\n$/, "").split("\n").length : 0);
  return lines(after) - lines(before);
}

function listed(names: readonly string[], words: StaticWords["commit"]): string {
  const told = names.slice(0, 3).map(oneLine);
  return names.length > 3
    ? words.andMore(told.slice(0, 2).join(words.comma), names.length - 2)
    : told.join(words.comma);
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function oneLine(name: string): string {
  return name
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim()
    .slice(0, 200);
}

/** Characters count as people see them: none is cut in two. */
function cut(text: string, length: number): string {
  const chars = [...text];
  return text.length <= length
    ? text
    : `${chars.slice(0, Math.max(1, length - 1 - (text.length - chars.length))).join("")}…`;
}
