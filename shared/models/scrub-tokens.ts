/** Control tokens neither reach a model from a file nor a file from a model. */
import { firstSpecialToken, specialTokens } from "../completion/special-tokens.ts";

/** `text` without control tokens, also without those that appear when another is taken out of them. */
export function scrubTokens(text: string): string {
  let clean = text;
  while (firstSpecialToken(clean) !== undefined) {
    clean = specialTokens.reduce((rest, token) => rest.replaceAll(token, ""), clean);
  }
  return clean;
}

/** Passes an answer on up to its first control token, which may come in pieces. */
export class AnswerScrubber {
  private held = "";
  /** A control token came: nothing after it belongs to the answer. */
  stopped = false;

  /** What of the answer is certain after this piece. */
  push(piece: string): string {
    if (this.stopped) return "";
    const text = this.held + piece;
    this.held = "";
    // Nearly every piece: no token can begin in it.
    if (!text.includes("<") && !text.includes("[")) return text;
    const token = firstSpecialToken(text);
    if (token !== undefined) {
      this.stopped = true;
      return text.slice(0, token);
    }
    const certain = text.length - begunLength(text);
    this.held = text.slice(certain);
    return text.slice(0, certain);
  }

  /** The answer is over: what looked like the beginning of a token was none. */
  end(): string {
    const { held } = this;
    this.held = "";
    return held;
  }
}

const longest = Math.max(...specialTokens.map(({ length }) => length));

/** How many characters at the end of `text` may be the beginning of a token. */
function begunLength(text: string): number {
  for (let start = Math.max(0, text.length - longest + 1); start < text.length; start++) {
    const rest = text.slice(start);
    if (specialTokens.some((token) => token.startsWith(rest))) return rest.length;
  }
  return 0;
}
