/** The names that are valid at a place, and what each of them is. */
import ts from "typescript-lib";
import type { CompletionKind, DetailsAnswer, NamesAnswer } from "../../../shared/language/answers.ts";
import { hasLettersInOrder } from "../../../shared/language/letters-in-order.ts";
import { languageLimits } from "../../../shared/language/limits.ts";
import type { OpenFile } from "./projects.ts";
import { documentationOf } from "./words.ts";

const preferences: ts.UserPreferences = {
  includeCompletionsForModuleExports: false,
  includeCompletionsWithInsertText: false,
  quotePreference: "double",
};

export function namesAt({ service, servicePath, text }: OpenFile, offset: number): NamesAnswer | undefined {
  const found = service.getCompletionsAtPosition(servicePath, offset, preferences);
  if (!found) return undefined;
  const typed = /[\p{L}\p{N}_$#]*$/u.exec(text.slice(Math.max(0, offset - 100), offset))?.[0].toLowerCase() ?? "";
  const entries = found.entries
    // JavaScript's own guesses are words of the file: the statistical engine knows those better.
    .filter(({ name, kind }) => kind !== ts.ScriptElementKind.warning && hasLettersInOrder(name.toLowerCase(), typed))
    .map(({ name, kind, sortText }) => ({ name, kind: kindOf(kind), sort: sortText }))
    .sort((a, b) => rank(a, typed) - rank(b, typed) || compare(a.sort, b.sort) || compare(a.name, b.name));
  return {
    kind: "completions",
    members: found.isMemberCompletion,
    entries: entries.slice(0, languageLimits.maxEntries),
  };
}

export function detailsOf(file: OpenFile, offset: number, name: string): DetailsAnswer | undefined {
  const found = file.service.getCompletionEntryDetails(
    file.servicePath,
    offset,
    name,
    {},
    undefined,
    preferences,
    undefined,
  );
  if (!found) return undefined;
  return {
    kind: "details",
    signature: ts.displayPartsToString(found.displayParts),
    documentation: documentationOf(found.documentation, found.tags),
  };
}

function rank({ name }: { name: string }, typed: string): number {
  return name.toLowerCase().startsWith(typed) ? 0 : 1;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const kinds: Partial<Record<string, CompletionKind>> = {
  [ts.ScriptElementKind.constElement]: "constant",
  [ts.ScriptElementKind.letElement]: "variable",
  [ts.ScriptElementKind.variableElement]: "variable",
  [ts.ScriptElementKind.localVariableElement]: "variable",
  [ts.ScriptElementKind.parameterElement]: "variable",
  [ts.ScriptElementKind.alias]: "variable",
  [ts.ScriptElementKind.functionElement]: "function",
  [ts.ScriptElementKind.localFunctionElement]: "function",
  [ts.ScriptElementKind.memberFunctionElement]: "method",
  [ts.ScriptElementKind.memberVariableElement]: "property",
  [ts.ScriptElementKind.memberGetAccessorElement]: "property",
  [ts.ScriptElementKind.memberSetAccessorElement]: "property",
  [ts.ScriptElementKind.memberAccessorVariableElement]: "property",
  [ts.ScriptElementKind.classElement]: "class",
  [ts.ScriptElementKind.localClassElement]: "class",
  [ts.ScriptElementKind.interfaceElement]: "interface",
  [ts.ScriptElementKind.typeElement]: "type",
  [ts.ScriptElementKind.typeParameterElement]: "type",
  [ts.ScriptElementKind.enumElement]: "enum",
  [ts.ScriptElementKind.enumMemberElement]: "constant",
  [ts.ScriptElementKind.moduleElement]: "namespace",
  [ts.ScriptElementKind.keyword]: "keyword",
};

function kindOf(kind: string): CompletionKind {
  return kinds[kind] ?? "text";
}
