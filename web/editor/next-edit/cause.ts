/** What was changed since the last pause, in any language, when other lines may have to follow it: a name, or the parameters of what is declared. */
import type { ChangeSet, Text } from "@codemirror/state";
import { modelEditLimits } from "../../../shared/next-edit/limits.ts";
import type { ChangedLine, EditPlace } from "../../../shared/next-edit/prompt.ts";
import type { Renaming } from "../../../shared/next-edit/rewritten-line.ts";
import { changedSpan } from "./past-change.ts";

export interface Cause {
  changed: ChangedLine;
  renaming: Renaming | undefined;
  /** Whether a line has what was changed, as it was. */
  concerns(line: string): boolean;
}

const nameSign = /[\p{L}\p{N}_$]/u;
const name = /^[\p{L}_$][\p{L}\p{N}_$]*$/u;
const declaration =
  /\b(?:def|class|function|func|fn|fun|sub|proc|procedure|macro)\s+(?:\([^)]*\)\s*)?([\p{L}_$][\p{L}\p{N}_$]*)\s*\(/u;

export function causeOf(settled: Text, changes: ChangeSet, doc: Text): Cause | undefined {
  const span = changedSpan(changes);
  if (!span) return undefined;
  const was = settled.lineAt(span.from);
  const now = doc.lineAt(span.start);
  const { maxLineChars } = modelEditLimits;
  if (span.to > was.to || span.end > now.to || Math.max(was.length, now.length) > maxLineChars) return undefined;
  const changed = { line: now.number, old: was.text, new: now.text };
  const renaming = renamingOf(changed, span.from - was.from, span.to - was.from, span.end - now.from);
  if (renaming) {
    // A name that stood there before was not given to anything now.
    if (isNear(settled, was.number, (line) => hasName(line, renaming.new))) return undefined;
    return { changed, renaming, concerns: (line) => hasName(line, renaming.old) };
  }
  const declared = declaredAt(changed, span.from - was.from);
  return declared ? { changed, renaming: undefined, concerns: (line) => calls(line, declared) } : undefined;
}

/** The line nearest to `from` that the cause concerns and that was not looked at; the one behind it first. */
export function placeFor(doc: Text, from: number, cause: Cause, looked: ReadonlySet<number>): EditPlace | undefined {
  const { maxDistanceLines, maxLineChars, linesAround } = modelEditLimits;
  for (let distance = 0; distance <= maxDistanceLines; distance++) {
    for (const number of [from + distance, from - distance]) {
      if (number < 1 || number > doc.lines || number === cause.changed.line || looked.has(number)) continue;
      const { text } = doc.line(number);
      if (text.length > maxLineChars || !cause.concerns(text)) continue;
      const texts = (first: number, last: number) => linesOf(doc, Math.max(1, first), Math.min(doc.lines, last));
      return {
        line: number,
        before: texts(number - linesAround, number - 1),
        old: text,
        after: texts(number + 1, number + linesAround),
      };
    }
  }
  return undefined;
}

function linesOf(doc: Text, first: number, last: number): string[] {
  const texts: string[] = [];
  for (let number = first; number <= last; number++)
    texts.push(doc.line(number).text.slice(0, modelEditLimits.maxLineChars));
  return texts;
}

function isNear(doc: Text, line: number, wanted: (text: string) => boolean): boolean {
  const { maxDistanceLines } = modelEditLimits;
  const last = Math.min(doc.lines, line + maxDistanceLines);
  for (let number = Math.max(1, line - maxDistanceLines); number <= last; number++)
    if (wanted(doc.line(number).text)) return true;
  return false;
}

/** The names that the changed text is a part of, before and after. */
function renamingOf(changed: ChangedLine, from: number, to: number, end: number): Renaming | undefined {
  const old = nameAround(changed.old, from, to);
  const made = nameAround(changed.new, from, end);
  const long = old !== undefined && old.length >= modelEditLimits.minNameChars;
  return long && made !== undefined && made !== old ? { old, new: made } : undefined;
}

function nameAround(text: string, from: number, to: number): string | undefined {
  let start = from;
  let end = to;
  while (nameSign.test(text[start - 1] ?? "")) start--;
  while (nameSign.test(text[end] ?? "")) end++;
  const found = text.slice(start, end);
  return name.test(found) ? found : undefined;
}

function hasName(line: string, wanted: string): boolean {
  for (let at = line.indexOf(wanted); at >= 0; at = line.indexOf(wanted, at + 1))
    if (!nameSign.test(line[at - 1] ?? "") && !nameSign.test(line[at + wanted.length] ?? "")) return true;
  return false;
}

/** What is declared in the line, when it was its parameters that changed. */
function declaredAt({ old, new: made }: ChangedLine, at: number): string | undefined {
  const found = declaration.exec(made);
  const before = declaration.exec(old)?.[1];
  return found?.[1] !== undefined && found[1] === before && at >= found.index + found[0].length ? before : undefined;
}

function calls(line: string, declared: string): boolean {
  const at = line.indexOf(`${declared}(`);
  return at >= 0 && !nameSign.test(line[at - 1] ?? "") && !declaration.test(line);
}
