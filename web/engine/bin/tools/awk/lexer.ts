import { ToolFailure } from "../../lib/errors.ts";

export interface Token {
  kind: "number" | "text" | "regex" | "name" | "call" | "builtin" | "word" | "operator" | "newline" | "end";
  text: string;
}

const words = new Set([
  "BEGIN",
  "END",
  "break",
  "continue",
  "delete",
  "do",
  "else",
  "exit",
  "for",
  "function",
  "func",
  "getline",
  "if",
  "in",
  "next",
  "print",
  "printf",
  "return",
  "while",
]);
export const builtinNames: ReadonlySet<string> = new Set([
  "atan2",
  "close",
  "cos",
  "exp",
  "fflush",
  "gsub",
  "index",
  "int",
  "length",
  "log",
  "match",
  "rand",
  "sin",
  "split",
  "sprintf",
  "sqrt",
  "srand",
  "sub",
  "substr",
  "system",
  "tolower",
  "toupper",
]);
const operator = /^(?:\*\*=|\*\*|&&|\|\||[-+*/%^<>=!]=|\+\+|--|>>|[-+*/%^!<>|?:~$=,;(){}[\]])|^!~/;
const escapes: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  "\\": "\\",
  '"': '"',
  "/": "/",
  a: "\x07",
  b: "\b",
  f: "\f",
  v: "\v",
};

/** A text with awk's escapes read. */
export function readEscapes(text: string): string {
  return text.replace(/\\([0-7]{1,3}|.)/gs, (whole, mark: string) =>
    /^[0-7]/.test(mark) ? String.fromCharCode(Number.parseInt(mark, 8)) : (escapes[mark] ?? whole),
  );
}

/** Reads a program into tokens. A slash begins a regular expression where a value may stand. */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  for (let rest = source; rest !== ""; ) {
    const blank = /^(?:[ \t\r]+|#.*|\\\r?\n)+/.exec(rest)?.[0] ?? "";
    rest = rest.slice(blank.length);
    if (rest === "") break;
    const [token, length] = readToken(rest, tokens.at(-1));
    tokens.push(token);
    rest = rest.slice(length);
  }
  tokens.push({ kind: "newline", text: "\n" }, { kind: "end", text: "end of file" });
  return tokens;
}

function readToken(rest: string, before: Token | undefined): [Token, number] {
  if (rest.startsWith("\n")) return [{ kind: "newline", text: "\n" }, 1];
  const number = /^(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/.exec(rest)?.[0];
  if (number !== undefined) return [{ kind: "number", text: number }, number.length];
  const text = /^"((?:[^"\\\n]|\\.)*)"/s.exec(rest);
  if (text !== null) return [{ kind: "text", text: readEscapes(text[1] ?? "") }, text[0].length];
  const name = /^[A-Za-z_]\w*/.exec(rest)?.[0];
  if (name !== undefined) {
    if (words.has(name)) return [{ kind: "word", text: name === "func" ? "function" : name }, name.length];
    if (builtinNames.has(name)) return [{ kind: "builtin", text: name }, name.length];
    return [{ kind: rest.charAt(name.length) === "(" ? "call" : "name", text: name }, name.length];
  }
  const valueBefore =
    before !== undefined &&
    (["number", "text", "name", "builtin"].includes(before.kind) || [")", "]", "$", "++", "--"].includes(before.text));
  const regex = valueBefore ? null : /^\/((?:[^/\\\n[]|\\.|\[\^?\]?(?:\[:\w+:\]|[^\]\n])*\])*)\//.exec(rest);
  if (regex !== null) return [{ kind: "regex", text: (regex[1] ?? "").replaceAll("\\/", "/") }, regex[0].length];
  const mark = rest.startsWith("!~") ? "!~" : operator.exec(rest)?.[0];
  if (mark === undefined) throw new ToolFailure(`line 1: syntax error at or near ${rest.charAt(0)}`, 2);
  return [{ kind: "operator", text: mark === "**" ? "^" : mark === "**=" ? "^=" : mark }, mark.length];
}
