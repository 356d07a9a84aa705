/** Brackets of a piece of code, strings and comments left out. */
import { type LexState, lexLine } from "../lexer.ts";

/** Closing bracket → opening bracket. */
export const bracketPairs: ReadonlyMap<string, string> = new Map([
  [")", "("],
  ["]", "["],
  ["}", "{"],
]);
const openers = new Set(bracketPairs.values());

export interface BracketScan {
  /** Opening brackets not closed, outermost first. */
  open: string[];
  /** Closing brackets that close nothing in this piece or in `open` at its start. */
  unmatched: string[];
  /** Offset of the first closing bracket that does not fit what is open; undefined when all fit. */
  firstMisfit: number | undefined;
}

/** Reads `text` after code that left `openBefore` open. */
export function scanBrackets(text: string, openBefore: readonly string[]): BracketScan {
  const open = [...openBefore];
  const unmatched: string[] = [];
  let firstMisfit: number | undefined;
  let state: LexState = "code";
  let lineStart = 0;
  for (const line of text.split("\n")) {
    const { tokens, starts, endState } = lexLine(line, state, "script");
    state = endState;
    for (const [index, token] of tokens.entries()) {
      if (openers.has(token)) open.push(token);
      const opener = bracketPairs.get(token);
      if (opener === undefined) continue;
      if (open.at(-1) === opener) {
        open.pop();
        continue;
      }
      unmatched.push(token);
      firstMisfit ??= lineStart + (starts[index] ?? 0);
    }
    lineStart += line.length + 1;
  }
  return { open, unmatched, firstMisfit };
}
