/** Documentation comments from types: what the declaration itself cannot say is left for a person, nothing is made up. */
import type { EditOperation } from "../edits/operation.ts";
import type { FactsAbout, Undocumented } from "./facts.ts";
import { operationsFor } from "./operations.ts";
import { type StaticLanguage, staticWords } from "./words.ts";

export function commented(
  path: string,
  { text, symbols }: FactsAbout<"undocumented">,
  language: StaticLanguage,
): { operations: EditOperation[]; notes: string[] } {
  const words = staticWords(language).comments;
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const changes = symbols.flatMap((symbol) =>
    symbol.at === undefined ? [] : [{ from: symbol.at, to: symbol.at, insert: docComment(symbol, newline) }],
  );
  const without = symbols.filter(({ at }) => at === undefined).map(({ name }) => name);
  const notes = changes.length ? [words.added(changes.length)] : [];
  if (without.length) notes.push(words.noPlace(without.join(", ")));
  return { operations: operationsFor(path, text, changes), notes };
}

/** The lines of a comment, the last newline included. */
export function docComment({ indent, tags, parameters, returns, throws }: Undocumented, newline: string): string {
  const lines = tags.map(({ tag, text }) => (text === undefined ? `@${tag}` : `@${tag} ${text}`));
  for (const { name, type, optional, defaultValue } of parameters) {
    const value = defaultValue === undefined ? "" : `=${defaultValue}`;
    lines.push(`@param ${braced(type)}${optional ? `[${name}${value}]` : name}`);
  }
  if (returns) lines.push(`@returns ${braced(returns.type)}`);
  for (const error of throws) lines.push(`@throws {${error}}`);
  const safe = lines.map((line) => line.trimEnd()).filter((line) => !/\*\/|[\n\r\u2028\u2029]/.test(line));
  if (safe.length === 1) return `${indent}/** ${safe[0]} */${newline}`;
  return [`${indent}/**`, ...safe.map((line) => `${indent} * ${line}`), `${indent} */`, ""].join(newline);
}

function braced(type: string | undefined): string {
  return type === undefined ? "" : `{${type}} `;
}
