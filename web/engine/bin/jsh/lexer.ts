import { unescapeText } from "../lib/escapes.ts";
import { findBrace, findParenthesis, skipBacktick, skipDouble, skipEscaped, skipSingle } from "./brackets.ts";
import { ShellSyntaxError, type Word, type WordPart } from "./syntax.ts";

export type Token =
  | { type: "word"; word: Word; start: number; end: number }
  /** `fd` is the number written before a redirect, -1 without one; `variable` the name of `{name}>`. */
  | { type: "operator"; text: string; fd: number; variable?: string; start: number; end: number }
  | { type: "end"; start: number; end: number };

const operators = [
  ["&>>", ";;&", "<<<", "<<-"],
  [";;", ";&", "&&", "||", "&>", ">>", ">&", "<&", "<<", "<>", ">|", "|&"],
  ["\n", ";", "&", "|", "(", ")", "<", ">"],
].flat();
const nameStart = /[A-Za-z_]/;
const specialNames = "?$!#@*-0123456789";

interface Read {
  part: WordPart;
  next: number;
}

const plainVariable = (name: string, quoted: boolean): WordPart => ({
  type: "variable",
  name,
  index: null,
  prefix: "",
  operator: "",
  argument: [],
  quoted,
});

/** Reads `${…}`, `$name`, `$(…)`, `$((…))` or a backtick; null when the character is a plain one. */
function readExpansion(text: string, at: number, quoted: boolean): Read | null {
  if (text.charAt(at) === "`") {
    const end = skipBacktick(text, at);
    const inside = text.slice(at + 1, end).replace(quoted ? /\\([$`\\"])/g : /\\([$`\\])/g, "$1");
    return { part: { type: "command", source: inside, quoted }, next: end + 1 };
  }
  if (text.charAt(at) !== "$") return null;
  const next = text.charAt(at + 1);
  if (next === "(") {
    const end = findParenthesis(text, at + 1);
    if (text.charAt(at + 2) === "(" && text.charAt(end - 1) === ")" && findParenthesis(text, at + 2) === end - 1)
      return { part: { type: "arithmetic", source: text.slice(at + 3, end - 1), quoted }, next: end + 1 };
    return { part: { type: "command", source: text.slice(at + 2, end), quoted }, next: end + 1 };
  }
  if (next === "{") {
    const end = findBrace(text, at + 1, quoted);
    return { part: readBraced(text.slice(at + 2, end), quoted), next: end + 1 };
  }
  if (specialNames.includes(next) && next !== "") return { part: plainVariable(next, quoted), next: at + 2 };
  if (!nameStart.test(next)) return null;
  const name = /^\w+/.exec(text.slice(at + 1))?.[0] ?? "";
  return { part: plainVariable(name, quoted), next: at + 1 + name.length };
}

const braced =
  /^(?<prefix>[#!]?)(?<name>[A-Za-z_]\w*|\d+|[?$!#@*-])(?:\[(?<index>[^\]]*)\])?(?<operator>:[-=+?]|[-=+?]|##?|%%?|\/[/#%]?|:|\^\^?|,,?|@(?=[A-Za-z]$)|\*$|@$|)(?<argument>.*)$/s;

function readBraced(inside: string, quoted: boolean): WordPart {
  const bad = () => new ShellSyntaxError(`\${${inside}}: bad substitution`);
  const groups = braced.exec(inside)?.groups;
  if (groups === undefined) throw bad();
  const { prefix = "", name = "", index, operator = "", argument = "" } = groups;
  if (operator === "" && argument !== "") throw bad();
  const plainQuotes = quoted && /^:?[-=+?]$/.test(operator);
  return {
    type: "variable",
    name,
    index: index ?? null,
    prefix: prefix === "#" || prefix === "!" ? prefix : "",
    operator,
    argument: argument === "" ? [] : plainQuotes ? readQuotedArgument(argument) : readWholeWord(argument),
    quoted,
  };
}

/** The argument of `"${x:-…}"`: a `"` in it only switches quoting, an apostrophe is plain. */
function readQuotedArgument(argument: string): Word {
  const word: Word = [];
  for (let at = 0; at < argument.length; ) {
    if (argument.charAt(at) === '"') {
      const end = skipDouble(argument, at);
      word.push(...readDouble(argument, at + 1, end));
      at = end + 1;
    } else {
      const next = /(?<!\\)"/.exec(argument.slice(at))?.index;
      const end = next === undefined ? argument.length : at + next;
      word.push(...readDouble(argument, at, end, '$`"\\}\n'));
      at = end;
    }
  }
  return word;
}

/** Reads the inside of double quotes; `escapable` are the characters that a backslash protects. */
function readDouble(text: string, start: number, end: number, escapable = '$`"\\\n'): Word {
  const parts: Word = [];
  let plain = "";
  const flush = () => {
    if (plain !== "") parts.push({ type: "text", text: plain, quoted: true });
    plain = "";
  };
  for (let at = start; at < end; ) {
    const character = text.charAt(at);
    if (character === "\\" && at + 1 < end && escapable.includes(text.charAt(at + 1))) {
      if (text.charAt(at + 1) !== "\n") plain += text.charAt(at + 1);
      at += 2;
      continue;
    }
    const special = readExpansion(text, at, true);
    if (special === null) {
      plain += character;
      at++;
    } else {
      flush();
      parts.push(special.part);
      at = special.next;
    }
  }
  flush();
  return parts.length === 0 ? [{ type: "text", text: "", quoted: true }] : parts;
}

/** Something quoted at `at`: `\x`, `'…'`, `$'…'`, `"…"`, `$"…"`; null when nothing is. */
function readQuoted(text: string, at: number): { parts: Word; next: number } | null {
  const character = text.charAt(at);
  const quoted = (inside: string, next: number) => ({
    parts: [{ type: "text" as const, text: inside, quoted: true }],
    next,
  });
  if (character === "\\") {
    if (text.charAt(at + 1) === "\n") return { parts: [], next: at + 2 };
    return quoted(text.charAt(at + 1) || "\\", at + 2);
  }
  if (character === "'") {
    const end = skipSingle(text, at);
    return quoted(text.slice(at + 1, end), end + 1);
  }
  if (text.startsWith("$'", at)) {
    const end = skipEscaped(text, at + 1);
    const inside = text
      .slice(at + 2, end)
      .replace(/\\(['"?])/g, (_whole, mark: string) => (mark === "'" ? "\\x27" : mark));
    return quoted(unescapeText(inside).text, end + 1);
  }
  if (character === '"' || text.startsWith('$"', at)) {
    const open = character === '"' ? at : at + 1;
    const end = skipDouble(text, open);
    return { parts: readDouble(text, open + 1, end), next: end + 1 };
  }
  return null;
}

/** `<(…)` and `>(…)` at the front of a word, `name=(…)`; null when neither stands at `at`. */
function readBracketed(text: string, at: number, before: string): Read | null {
  if (before === "" && (text.startsWith("<(", at) || text.startsWith(">(", at))) {
    const end = findParenthesis(text, at + 1);
    const writes = text.charAt(at) === ">";
    return { part: { type: "process", source: text.slice(at + 2, end), writes, quoted: false }, next: end + 1 };
  }
  if (text.charAt(at) === "(" && /^[A-Za-z_]\w*\+?=$/.test(before)) {
    const end = findParenthesis(text, at);
    return { part: { type: "array", elements: readWords(text.slice(at + 1, end)), quoted: false }, next: end + 1 };
  }
  return null;
}

function readWords(text: string): Word[] {
  const words: Word[] = [];
  for (let at = 0; ; ) {
    const token = nextToken(text, at);
    if (token.type === "end") return words;
    if (token.type === "word") words.push(token.word);
    else if (token.text !== "\n") throw new ShellSyntaxError(`unexpected '${token.text}'`);
    at = token.end;
  }
}

function readWord(text: string, start: number, stops: (character: string) => boolean): { word: Word; next: number } {
  const word: Word = [];
  let plain = "";
  const flush = () => {
    if (plain !== "") word.push({ type: "text", text: plain, quoted: false });
    plain = "";
  };
  // A subscript before `=` is kept as it is written; the assignment reads it.
  plain = /^[A-Za-z_]\w*\[[^\]\n]*\]\+?=/.exec(text.slice(start, start + 256))?.[0] ?? "";
  let at = start + plain.length;
  while (at < text.length) {
    const character = text.charAt(at);
    if (character === "(" && /[@?*+!]$/.test(plain)) {
      const end = findParenthesis(text, at);
      plain += text.slice(at, end + 1);
      at = end + 1;
      continue;
    }
    const bracketed = word.length === 0 ? readBracketed(text, at, plain) : null;
    if (bracketed === null && stops(character)) break;
    const quoted = bracketed === null ? readQuoted(text, at) : null;
    const special = bracketed ?? (quoted === null ? readExpansion(text, at, false) : null);
    if (special === null && quoted === null) {
      plain += character;
      at++;
      continue;
    }
    flush();
    if (special !== null) word.push(special.part);
    else word.push(...(quoted?.parts ?? []));
    at = special?.next ?? quoted?.next ?? at;
  }
  flush();
  return { word, next: at };
}

/** A text read as one word, blanks included: the argument of `${x:-…}`. */
export function readWholeWord(text: string): Word {
  return readWord(text, 0, () => false).word;
}

/** A text in which variables and `$(…)` count and quotes do not: a here-document, an arithmetic expression. */
export function readHereBody(text: string): Word {
  return readDouble(text, 0, text.length, "$`\\\n");
}

const wordEnd = (character: string) => " \t\n;&|<>()".includes(character);

/** The regular expression after `=~`: it ends at a blank outside of its brackets. */
export function regexToken(text: string, position: number): Token {
  let depth = 0;
  const { word, next } = readWord(text, position, (character) => {
    if (character === "(") depth++;
    if (character === ")") depth--;
    return depth <= 0 && character !== ")" && /\s/.test(character);
  });
  return { type: "word", word, start: position, end: next };
}

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
  if (/^[<>]\($/.test(text.slice(at, at + 2))) {
    const { word, next } = readWord(text, at, wordEnd);
    return { type: "word", word, start: at, end: next };
  }
  const mark = /^(?:\d+|\{[A-Za-z_]\w*\})(?=[<>])/.exec(text.slice(at, at + 64))?.[0] ?? "";
  const operator = operators.find((candidate) => text.startsWith(candidate, at + mark.length));
  if (operator !== undefined) {
    const end = at + mark.length + operator.length;
    if (mark.startsWith("{"))
      return { type: "operator", text: operator, fd: -1, variable: mark.slice(1, -1), start: at, end };
    return { type: "operator", text: operator, fd: mark === "" ? -1 : Number(mark), start: at, end };
  }
  const { word, next } = readWord(text, at, wordEnd);
  return { type: "word", word, start: at, end: next };
}
