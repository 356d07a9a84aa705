/** What stands at a place: its type, the call it is in, where it is defined. */
import ts from "typescript-lib";
import type { DefinitionAnswer, HoverAnswer, SignatureAnswer } from "../../../shared/language/answers.ts";
import { toWorkspacePath } from "./files.ts";
import type { OpenFile } from "./projects.ts";
import { documentationOf } from "./words.ts";

export function hoverAt({ service, servicePath }: OpenFile, offset: number): HoverAnswer | undefined {
  const found = service.getQuickInfoAtPosition(servicePath, offset);
  if (!found) return undefined;
  return {
    kind: "hover",
    from: found.textSpan.start,
    to: found.textSpan.start + found.textSpan.length,
    signature: ts.displayPartsToString(found.displayParts),
    documentation: documentationOf(found.documentation, found.tags),
  };
}

export function signatureAt({ service, servicePath }: OpenFile, offset: number): SignatureAnswer | undefined {
  const found = service.getSignatureHelpItems(servicePath, offset, undefined);
  const chosen = found?.items[found.selectedItemIndex];
  if (!found || !chosen) return undefined;
  return {
    kind: "signature",
    from: found.applicableSpan.start,
    before: ts.displayPartsToString(chosen.prefixDisplayParts),
    parameters: chosen.parameters.map(({ displayParts }) => ts.displayPartsToString(displayParts)),
    separator: ts.displayPartsToString(chosen.separatorDisplayParts),
    after: ts.displayPartsToString(chosen.suffixDisplayParts),
    active: found.argumentIndex,
    documentation: documentationOf(chosen.parameters[found.argumentIndex]?.documentation ?? chosen.documentation),
    overload: found.selectedItemIndex,
    overloads: found.items.length,
  };
}

export function definitionAt({ service, servicePath }: OpenFile, offset: number): DefinitionAnswer | undefined {
  const found = service.getDefinitionAndBoundSpan(servicePath, offset);
  if (!found?.definitions?.length) return undefined;
  return {
    kind: "definition",
    from: found.textSpan.start,
    to: found.textSpan.start + found.textSpan.length,
    places: found.definitions.map(({ fileName, textSpan }) => ({
      path: toWorkspacePath(fileName) ?? fileName,
      from: textSpan.start,
      to: textSpan.start + textSpan.length,
    })),
  };
}
