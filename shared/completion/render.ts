/** Predicted tokens as text at the caret. */
/** True when a space belongs between two tokens. */
export type SpaceBetween = (before: string, token: string) => boolean;

export interface RenderContext {
  previousToken: string | undefined;
  /** What of the first token is typed already. */
  partial: string | undefined;
  spaceBefore: boolean;
}

/** The text to insert: spaces as the file writes them, none doubled, the typed part of the first token left out. */
export function renderTokens(tokens: readonly string[], context: RenderContext, spaceBetween: SpaceBetween): string {
  let text = "";
  let before = context.previousToken;
  let compares = false;
  tokens.forEach((token, index) => {
    const typed = index === 0 ? (context.partial ?? "") : "";
    const needsSpace = compares || (before !== undefined && spaceBetween(before, token));
    const hasSpace = index === 0 && (context.spaceBefore || context.partial !== undefined);
    text += (needsSpace && !hasSpace ? " " : "") + token.slice(typed.length);
    // With a space before it, it compares and has one behind it too; without, it opens or closes type arguments.
    compares = (token === "<" || token === ">") && (needsSpace || (index === 0 && context.spaceBefore));
    before = token;
  });
  return text;
}
