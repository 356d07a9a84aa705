/** Documentation comments as plain text. */
import ts from "typescript-lib";
import { languageLimits } from "../../../shared/language/limits.ts";

/** The comment, then its tags one a line; at most as long as anybody reads in a box. */
export function documentationOf(
  parts: readonly ts.SymbolDisplayPart[] | undefined,
  tags: readonly ts.JSDocTagInfo[] = [],
): string {
  const comment = ts.displayPartsToString(parts ? [...parts] : []);
  const lines = tags
    .filter(({ name }) => name !== "module")
    .map(({ name, text }) => `@${name} ${ts.displayPartsToString(text)}`.trim());
  const whole = [comment, lines.join("\n")].filter((part) => part !== "").join("\n\n");
  const { maxDocumentationChars } = languageLimits;
  return whole.length > maxDocumentationChars ? `${whole.slice(0, maxDocumentationChars)} …` : whole;
}
