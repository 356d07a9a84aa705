/** The language service's safe changes and quick fixes as operations, each with its reason. */
import type { EditOperation } from "../edits/operation.ts";
import type { FactsAbout } from "./facts.ts";
import { operationsFor } from "./operations.ts";
import { type StaticLanguage, staticWords } from "./words.ts";

interface Edits {
  operations: EditOperation[];
  notes: string[];
}

export function tidied({ file, done, left }: FactsAbout<"tidy">, language: StaticLanguage): Edits {
  const words = staticWords(language).tidy;
  return {
    operations: operationsFor(file.path, file.text, file.changes),
    notes: [
      ...done.map(({ line, reason, name }) => words.at(line, words[reason](name))),
      ...left.map(({ line, name }) => words.left(line, name)),
    ],
  };
}

export function fixed({ files, done, left }: FactsAbout<"fixes">, language: StaticLanguage): Edits {
  const words = staticWords(language).fixes;
  return {
    operations: files.flatMap(({ path, text, changes }) => operationsFor(path, text, changes)),
    notes: [
      ...done.map(({ line, description, message }) => words.done(line, description, oneLine(message))),
      ...left.map(({ line, message }) => words.left(line, oneLine(message))),
    ],
  };
}

function oneLine(message: string): string {
  return message.replace(/\s+/g, " ").slice(0, 200);
}
