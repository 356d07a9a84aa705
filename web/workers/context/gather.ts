/** What of other files helps a completion: declarations of what is used at the caret, recent edits, open tabs, then whatever reads alike. */
import { contextLimits } from "../../../shared/context/limits.ts";
import type { ContextQuestion } from "../../../shared/context/messages.ts";
import type { FimFile } from "../../../shared/models/fim.ts";
import type { ContextIndex } from "./context-index.ts";
import { declarationAt } from "./declaration.ts";
import { declaredNames, declaringLanguage } from "./declared-names.ts";
import { importedNames } from "./imports.ts";
import { type Snippet, Snippets } from "./snippets.ts";
import type { Piece } from "./word-index.ts";
import { countWords, namesIn } from "./words.ts";

export function gatherContext(index: ContextIndex, question: ContextQuestion): FimFile[] {
  const { path, imports, prefix, suffix, edits, tabs } = question;
  const snippets = new Snippets(`${imports}\n${prefix}${suffix}`);
  snippets.open("definitions");
  for (const one of definitions(index, question)) snippets.add(one);
  snippets.open("edits");
  for (const { path: edited, text } of edits) {
    if (edited !== path && index.has(edited)) snippets.add({ path: edited, from: placeOf(index, edited, text), text });
  }
  const terms = countWords(nearCaret(question)).keys();
  const open = tabs.slice(0, contextLimits.maxTabs);
  const alike = index.words.search(terms, contextLimits.maxQueryTerms, { except: path, favoured: new Set(open) });
  const add = (piece: Piece) => snippets.add({ path: piece.path, from: piece.from, text: index.textOf(piece) });
  snippets.open("tabs");
  for (const tab of open) {
    const best = alike.find((piece) => piece.path === tab);
    if (best) add(best);
  }
  snippets.open("workspace");
  for (const piece of alike.slice(0, contextLimits.maxPieces)) add(piece);
  return snippets.files();
}

/** The declarations of names used around the caret, the nearest first. */
function definitions(index: ContextIndex, { path, imports, prefix, suffix }: ContextQuestion): Snippet[] {
  const own = declaringLanguage(path);
  if (own === undefined) return [];
  const imported = importedNames(imports, path, (other) => index.has(other));
  const declaredHere = declaredNames(prefix + suffix, own);
  const found: Snippet[] = [];
  for (const name of usedNames(prefix, suffix)) {
    if (found.length >= contextLimits.maxDefinitions) break;
    const source = imported.get(name);
    if (source === undefined && declaredHere.has(name)) continue;
    const wanted = source === undefined ? name : source.name;
    const paths = source ? [source.path] : homonyms(index, name, path, own);
    // A whole module is imported: what is used of it is among the names around the caret itself.
    if (wanted !== undefined) found.push(...paths.flatMap((other) => declarationOf(index, other, wanted) ?? []));
  }
  return found;
}

/** Files that declare a name which nobody imported: those beside this one first, none when too many do. */
function homonyms(index: ContextIndex, name: string, path: string, language: string): string[] {
  const paths = [...index.declaring(name).keys()].filter((one) => one !== path && declaringLanguage(one) === language);
  if (name.length < minNameChars || paths.length > contextLimits.maxHomonyms) return [];
  return paths.toSorted((left, right) => nearness(right, path) - nearness(left, path)).slice(0, 1);
}

const minNameChars = 3;

/** How many folders two paths share. */
function nearness(one: string, other: string): number {
  const names = other.split("/");
  let shared = 0;
  for (const name of one.split("/")) if (name === names[shared]) shared++;
  return shared;
}

/** Follows a name through one file that only passes it on. */
function declarationOf(index: ContextIndex, path: string, name: string, passedOn = 0): Snippet | undefined {
  const language = declaringLanguage(path);
  const text = index.text(path);
  if (text === undefined || language === undefined) return undefined;
  const at = index.declaring(name).get(path);
  if (at === undefined) {
    const next = passedOn < maxPassedOn ? importedNames(text, path, (other) => index.has(other)).get(name) : undefined;
    return next?.name === undefined ? undefined : declarationOf(index, next.path, next.name, passedOn + 1);
  }
  const declaration = declarationAt(text, at, path, language);
  return declaration && { path, from: declaration.from, text: declaration.text };
}

const maxPassedOn = 3;

/** Names around the caret, the last written first. */
function usedNames(prefix: string, suffix: string): Set<string> {
  const before = lastLines(prefix, contextLimits.linesBefore);
  const after = firstLines(suffix, contextLimits.linesAfter);
  return new Set([...namesIn(before).reverse(), ...namesIn(after)]);
}

function nearCaret({ prefix, suffix }: ContextQuestion): string {
  return `${lastLines(prefix, contextLimits.linesBefore / 2)}${firstLines(suffix, contextLimits.linesAfter / 2)}`;
}

function placeOf(index: ContextIndex, path: string, text: string): number {
  return Math.max(0, index.text(path)?.indexOf(text) ?? 0);
}

function lastLines(text: string, count: number): string {
  return text.slice(-maxNearChars).split("\n").slice(-count).join("\n");
}

function firstLines(text: string, count: number): string {
  return text.slice(0, maxNearChars).split("\n", count).join("\n");
}

/** Enough for the lines that are looked at; of one endless line no more is. */
const maxNearChars = 6_000;
