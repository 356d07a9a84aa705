import { ShellSyntaxError } from "./syntax.ts";

const unclosed = (closer: string) =>
  new ShellSyntaxError(`unexpected end of file while looking for matching '${closer}'`, true);

/** The index of the quote that ends the one at `start`; nothing is special inside. */
export function skipSingle(text: string, start: number): number {
  const end = text.indexOf("'", start + 1);
  if (end === -1) throw unclosed("'");
  return end;
}

/** The index of the `'` that ends the `$'` whose quote is at `start`. */
export function skipEscaped(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++)
    if (text.charAt(at) === "\\") at++;
    else if (text.charAt(at) === "'") return at;
  throw unclosed("'");
}

/** The index of the backtick that ends the one at `start`. */
export function skipBacktick(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++)
    if (text.charAt(at) === "\\") at++;
    else if (text.charAt(at) === "`") return at;
  throw unclosed("`");
}

/** The index of the last character of what opens at `at` with `$(`, `${` or a backtick; -1 where nothing opens. */
function skipExpansion(text: string, at: number, quoted: boolean): number {
  if (text.startsWith("$(", at)) return findParenthesis(text, at + 1);
  if (text.startsWith("${", at)) return findBrace(text, at + 1, quoted);
  if (text.charAt(at) === "`") return skipBacktick(text, at);
  return -1;
}

/** The index of the `"` that ends the one at `start`. */
export function skipDouble(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === "\\") at++;
    else if (character === '"') return at;
    else at = Math.max(at, skipExpansion(text, at, true));
  }
  throw unclosed('"');
}

/** The index of the `}` that closes the `{` at `open` of a `${…}`; within double quotes an apostrophe is plain there. */
export function findBrace(text: string, open: number, quoted: boolean): number {
  for (let at = open + 1; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === "\\") at++;
    else if (character === "'" && !quoted) at = skipSingle(text, at);
    else if (character === '"') at = skipDouble(text, at);
    else if (character === "}") return at;
    else at = Math.max(at, skipExpansion(text, at, quoted));
  }
  throw unclosed("}");
}

const caseStart = /case\s+(?:"[^"]*"|'[^']*'|\$\([^)]*\)|[^\s)])+\s+in\s/y;
const wordBefore = /[\s;&|(]/;

/** The index of the `)` that closes the `(` at `open`, past quotes, comments, nested brackets and the patterns of a `case`. */
export function findParenthesis(text: string, open: number): number {
  let depth = 0;
  const cases: number[] = [];
  for (let at = open; at < text.length; at++) {
    const character = text.charAt(at);
    const starts = wordBefore.test(text.charAt(at - 1));
    if (character === "\\") at++;
    else if (character === "'") at = text.charAt(at - 1) === "$" ? skipEscaped(text, at) : skipSingle(text, at);
    else if (character === '"') at = skipDouble(text, at);
    else if (character === "#" && starts) at = Math.max(at, text.indexOf("\n", at) - 1);
    else if (character === "(") depth++;
    else if (character === ")") {
      if (cases.at(-1) === depth) continue;
      if (--depth === 0) return at;
    } else if (starts && text.startsWith("case", at)) {
      caseStart.lastIndex = at;
      if (caseStart.test(text)) cases.push(depth);
    } else if (starts && /^esac\b/.test(text.slice(at, at + 5))) cases.pop();
    else at = Math.max(at, skipExpansion(text, at, false));
  }
  throw unclosed(")");
}
