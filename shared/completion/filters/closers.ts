import { lexLine } from "../lexer.ts";
import { bracketPairs, scanBrackets } from "./brackets.ts";
import { type CaretText, currentLine } from "./candidate.ts";

/**
 * How many of the brackets and quotes right behind the caret the text closes itself, innermost first: each was opened
 * before the caret, so what the text closes takes their place.
 */
export function closersTaken(text: string, caret: CaretText): number {
  const { before, after } = currentLine(caret);
  const written = after.match(/^[)\]}'"`]+/)?.[0] ?? "";
  if (!bracketPairs.has(written.charAt(0)) && !isInString(before, written.charAt(0))) return 0;
  let at = 0;
  for (let taken = 0; taken < written.length; taken++) {
    const end = closerEnd(text, at, written.charAt(taken));
    if (end === undefined) return taken;
    at = end;
  }
  return written.length;
}

/** True when the line ends inside a string or template that `quote` closes. */
function isInString(before: string, quote: string): boolean {
  const { tokens, endsIn } = lexLine(before, "code", "script");
  return quote !== "" && endsIn === "string" && (tokens.at(-1)?.startsWith(quote) ?? false);
}

/** Offset behind the place in `text`, from `from` on, that closes what `closer` closes. */
function closerEnd(text: string, from: number, closer: string): number | undefined {
  const rest = text.slice(from);
  if (bracketPairs.has(closer)) {
    const { unmatched, firstMisfit } = scanBrackets(rest, []);
    return firstMisfit !== undefined && unmatched[0] === closer ? from + firstMisfit + 1 : undefined;
  }
  const inside = closer === "`" ? /^(?:\\[\s\S]|[^\\`])*`/ : new RegExp(`^(?:\\\\.|[^\\\\\\n${closer}])*${closer}`);
  const found = rest.match(inside)?.[0];
  return found === undefined ? undefined : from + found.length;
}
