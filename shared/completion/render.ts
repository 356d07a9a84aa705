/** Predicted tokens as text at the caret. */
import type { Spacing } from "./spacing.ts";

export interface RenderContext {
  previousToken: string | undefined;
  /** What of the first token is typed already. */
  partial: string | undefined;
  spaceBefore: boolean;
}

/** The text to insert: spaces as the file writes them, none doubled, the typed part of the first token left out. */
export function renderTokens(tokens: readonly string[], context: RenderContext, spacing: Spacing): string {
  let text = "";
  let before = context.previousToken;
  let compares = false;
  tokens.forEach((token, index) => {
    const typed = index === 0 ? (context.partial ?? "") : "";
    const needsSpace = compares || (before !== undefined && spacing.between(before, token));
    const hasSpace = index === 0 && (context.spaceBefore || context.partial !== undefined);
    text += (needsSpace && !hasSpace ? " " : "") + token.slice(typed.length);
    // With a space before it, it compares and has one behind it too; without, it opens or closes type arguments.
    compares = (token === "<" || token === ">") && (needsSpace || (index === 0 && context.spaceBefore));
    before = token;
  });
  return text;
}
