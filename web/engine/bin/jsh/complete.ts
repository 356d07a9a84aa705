import { readdirSync, statSync } from "node:fs";
import { delimiter, resolve } from "node:path";
import { errorCode } from "../lib/errors.ts";

/** What completion looks at. */
export interface CompletionSources {
  /** Names that may stand first on a line: builtins, functions, aliases, programs. */
  commands(): string[];
  /** Entries of a folder; a folder's name ends in "/". */
  entries(folder: string): string[];
  variables(): string[];
  /** Scripts of the nearest package.json, for `npm run`. */
  scripts(): string[];
  home: string;
}

/** Possible texts for the word at the end of `line`, and the word they replace. */
export function complete(line: string, sources: CompletionSources): { choices: string[]; word: string } {
  const word = /(?:[^\s;|&<>()"'\\]|\\.)*$/.exec(line)?.[0] ?? "";
  const before = line.slice(0, line.length - word.length);
  const first = /(^|[;|&(]\s*|\b(?:then|do|else|exec|time)\s+)$/.test(before) || before.trim() === "";
  const starting = (names: string[], prefix: string) =>
    [...new Set(names)].filter((name) => name.startsWith(prefix)).sort();
  if (word.startsWith("$"))
    return { word, choices: starting(sources.variables(), word.slice(1)).map((name) => `$${name}`) };
  if (first && !word.includes("/") && !word.startsWith("~"))
    return { word, choices: word === "" ? [] : starting(sources.commands(), word).map((name) => `${name} `) };
  if (/\bnpm\s+run(-script)?\s+$/.test(before))
    return { word, choices: starting(sources.scripts(), word).map((name) => `${name} `) };
  return { word, choices: completePath(word, sources, /^\s*(cd|rmdir|mkdir)\s+$/.test(before)) };
}

function completePath(word: string, sources: CompletionSources, foldersOnly: boolean): string[] {
  const plain = word.replace(/\\(.)/g, "$1");
  const slash = plain.lastIndexOf("/");
  const folder = plain.slice(0, slash + 1);
  const prefix = plain.slice(slash + 1);
  const place = folder.startsWith("~/") ? sources.home + folder.slice(1) : folder;
  return sources
    .entries(place === "" ? "." : place)
    .filter(
      (name) =>
        name.startsWith(prefix) && (prefix !== "" || !name.startsWith(".")) && (!foldersOnly || name.endsWith("/")),
    )
    .sort()
    .map((name) => (folder + name).replace(/[\s"'$&();<>|\\*?[\]#!]/g, "\\$&") + (name.endsWith("/") ? "" : " "));
}

/** Entries of a folder as completion shows them; none when it cannot be read. */
export function listEntries(folder: string): string[] {
  try {
    return readdirSync(folder).map((name) =>
      statSync(resolve(folder, name), { throwIfNoEntry: false })?.isDirectory() ? `${name}/` : name,
    );
  } catch (error) {
    if (errorCode(error) === "") throw error;
    return [];
  }
}

/** Names of the programs on a PATH. */
export function listPrograms(path: string): string[] {
  return path
    .split(delimiter)
    .flatMap((folder) => (folder === "" ? [] : listEntries(folder).filter((name) => !name.endsWith("/"))));
}
