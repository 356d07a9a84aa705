import { ShellSyntaxError, type Word, type WordPart } from "./syntax.ts";

export type Token =
  | { type: "word"; word: Word; start: number; end: number }
  /** `fd` is the number written before a redirect, -1 without one. */
  | { type: "operator"; text: string; fd: number; start: number; end: number }
  | { type: "end"; start: number; end: number };

const operators = [
  "&>>",
  "<<<",
  ";;",
  "&&",
  "||",
  "&>",
  ">>",
  ">&",
  "<&",
  "<<",
  ">|",
  "|&",
  "\n",
  ";",
  "&",
  "|",
  "(",
  ")",
  "<",
  ">",
];
const nameStart = /[A-Za-z_]/;
const specialNames = "?$!#@*-0123456789";

/** Where the bracket opened at `open` closes, past quotes and nested brackets. */
function findClose(text: string, open: number, opener: string, closer: string): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === "\\") at++;
    else if (character === "'" && !(opener === "{" && depth === 1 && text.lastIndexOf('"', at) > open)) {
      at = text.indexOf("'", at + 1);
      if (at === -1) break;
    } else if (character === '"') at = skipDouble(text, at);
    else if (character === opener) depth++;
    else if (character === closer && --depth === 0) return at;
  }
  throw new ShellSyntaxError(`unexpected end of file while looking for matching '${closer}'`, true);
}

/** The index of the `"` that ends the one at `start`. */
function skipDouble(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === "\\") at++;
    else if (character === '"') return at;
    else if (text.startsWith("$(", at)) at = findClose(text, at + 1, "(", ")");
  }
  throw new ShellSyntaxError("unexpected end of file while looking for matching '\"'", true);
}

/** Reads `${…}`, `$name`, `$(…)`, `$((…))` at a `$`; null when the `$` is a plain one. */
function readDollar(text: string, at: number, quoted: boolean): { part: WordPart; next: number } | null {
  const next = text.charAt(at + 1);
  if (text.startsWith("$((", at)) {
    const end = findClose(text, at + 1, "(", ")");
    if (text.charAt(end - 1) === ")")
      return { part: { type: "arithmetic", source: text.slice(at + 3, end - 1), quoted }, next: end + 1 };
  }
  if (next === "(") {
    const end = findClose(text, at + 1, "(", ")");
    return { part: { type: "command", source: text.slice(at + 2, end), quoted }, next: end + 1 };
  }
  if (next === "{") {
    const end = findClose(text, at + 1, "{", "}");
    return { part: readBraced(text.slice(at + 2, end), quoted), next: end + 1 };
  }
  if (specialNames.includes(next) && next !== "")
    return { part: { type: "variable", name: next, operator: "", argument: [], quoted }, next: at + 2 };
  if (!nameStart.test(next)) return null;
  const name = /^\w+/.exec(text.slice(at + 1))?.[0] ?? "";
  return { part: { type: "variable", name, operator: "", argument: [], quoted }, next: at + 1 + name.length };
}

function readBraced(inside: string, quoted: boolean): WordPart {
  const match = /^(#?)(\w+|[?$!#@*-])(:[-=+?]|[-=+?]|##?|%%?|\/\/?|:|\^\^?|,,?|)(.*)$/s.exec(inside);
  const [, length, name = "", operator = "", argument = ""] = match ?? [];
  if (match === null || (operator === "" && argument !== ""))
    throw new ShellSyntaxError(`\${${inside}}: bad substitution`);
  return {
    type: "variable",
    name,
    operator: length === "#" ? "length" : operator,
    argument: argument === "" ? [] : readWholeWord(argument),
    quoted,
  };
}

/** Reads the inside of double quotes. */
function readDouble(text: string, start: number, end: number): WordPart[] {
  const parts: WordPart[] = [];
  let plain = "";
  const flush = () => {
    parts.push({ type: "text", text: plain, quoted: true });
    plain = "";
  };
  for (let at = start; at < end; ) {
    const character = text.charAt(at);
    if (character === "\\" && '$`"\\\n'.includes(text.charAt(at + 1))) {
      if (text.charAt(at + 1) !== "\n") plain += text.charAt(at + 1);
      at += 2;
      continue;
    }
    const special =
      character === "$" ? readDollar(text, at, true) : character === "`" ? readBacktick(text, at, true) : null;
    if (special === null) {
      plain += character;
      at++;
    } else {
      flush();
      parts.push(special.part);
      at = special.next;
    }
  }
  if (plain !== "" || parts.length === 0) flush();
  return parts;
}

function readBacktick(text: string, at: number, quoted: boolean): { part: WordPart; next: number } {
  const end = text.indexOf("`", at + 1);
  if (end === -1) throw new ShellSyntaxError("unexpected end of file while looking for matching '`'", true);
  return { part: { type: "command", source: text.slice(at + 1, end).replaceAll("\\$", "$"), quoted }, next: end + 1 };
}

/** Reads a word from `start` up to where `stops` says; returns its parts and the index after it. */
function readWord(text: string, start: number, stops: (character: string) => boolean): { word: Word; next: number } {
  const word: Word = [];
  let plain = "";
  const flush = () => {
    if (plain !== "") word.push({ type: "text", text: plain, quoted: false });
    plain = "";
  };
  let at = start;
  while (at < text.length && !stops(text.charAt(at))) {
    const character = text.charAt(at);
    if (character === "\\") {
      if (text.charAt(at + 1) !== "\n") {
        flush();
        word.push({ type: "text", text: text.charAt(at + 1) || "\\", quoted: true });
      }
      at += 2;
    } else if (character === "'" || text.startsWith("$'", at)) {
      const open = character === "'" ? at : at + 1;
      const end = text.indexOf("'", open + 1);
      if (end === -1) throw new ShellSyntaxError("unexpected end of file while looking for matching '''", true);
      flush();
      const inside = text.slice(open + 1, end);
      word.push({
        type: "text",
        text:
          open === at
            ? inside
            : inside.replace(
                /\\([nrte\\'])/g,
                (_whole, letter: string) => ({ n: "\n", r: "\r", t: "\t", e: "\x1b" })[letter] ?? letter,
              ),
        quoted: true,
      });
      at = end + 1;
    } else if (character === '"') {
      const end = skipDouble(text, at);
      flush();
      word.push(...readDouble(text, at + 1, end));
      at = end + 1;
    } else {
      const special =
        character === "$" ? readDollar(text, at, false) : character === "`" ? readBacktick(text, at, false) : null;
      if (special === null) {
        plain += character;
        at++;
      } else {
        flush();
        word.push(special.part);
        at = special.next;
      }
    }
  }
  flush();
  return { word, next: at };
}

/** A text read as one word, blanks included: the argument of `${x:-…}` or a here-document. */
export function readWholeWord(text: string): Word {
  return readWord(text, 0, () => false).word;
}

/** A here-document's body: variables and `$(…)` count, quotes do not. */
export function readHereBody(text: string): Word {
  return readDouble(text.replaceAll('"', '\\"'), 0, text.replaceAll('"', '\\"').length);
}

const wordEnd = (character: string) => " \t\n;&|<>()".includes(character);

/** The next token at or after `position`. */
export function nextToken(text: string, position: number): Token {
  let at = position;
  for (;;) {
    if (text.charAt(at) === " " || text.charAt(at) === "\t" || text.charAt(at) === "\r") at++;
    else if (text.startsWith("\\\n", at)) at += 2;
    else if (text.charAt(at) === "#") while (at < text.length && text.charAt(at) !== "\n") at++;
    else break;
  }
  if (at >= text.length) return { type: "end", start: at, end: at };
  const numbered = /^(\d+)(>>|>&|<&|>|<)/.exec(text.slice(at, at + 6));
  if (numbered !== null)
    return {
      type: "operator",
      text: numbered[2] ?? "",
      fd: Number(numbered[1]),
      start: at,
      end: at + numbered[0].length,
    };
  const operator = operators.find((candidate) => text.startsWith(candidate, at));
  if (operator !== undefined) return { type: "operator", text: operator, fd: -1, start: at, end: at + operator.length };
  const { word, next } = readWord(text, at, wordEnd);
  return { type: "word", word, start: at, end: next };
}
