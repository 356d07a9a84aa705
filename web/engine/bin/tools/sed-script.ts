import { basicToExtended, expandClasses } from "../lib/basic-pattern.ts";
import { ToolFailure } from "../lib/errors.ts";

export type Address = { type: "line"; line: number } | { type: "last" } | { type: "pattern"; pattern: RegExp };

export type SedAction =
  | { type: "substitute"; pattern: RegExp; replacement: string; all: boolean; nth: number; print: boolean }
  | { type: "transliterate"; from: string[]; to: string[] }
  | { type: "text"; place: "append" | "insert" | "change"; text: string }
  | { type: "print" | "delete" | "quit" | "line-number" };

export interface SedCommand {
  from: Address | null;
  to: Address | null;
  negated: boolean;
  action: SedAction;
}

interface Cursor {
  text: string;
  at: number;
  extended: boolean;
}

/** Reads up to the next unescaped delimiter; `\` before the delimiter is dropped. */
function readDelimited(cursor: Cursor, delimiter: string): string {
  let output = "";
  for (; cursor.at < cursor.text.length; cursor.at++) {
    const character = cursor.text.charAt(cursor.at);
    if (character === delimiter) {
      cursor.at++;
      return output;
    }
    const next = cursor.text.charAt(cursor.at + 1);
    if (character === "\\" && next !== "") {
      output += next === delimiter ? next : character + next;
      cursor.at++;
    } else output += character;
  }
  throw new ToolFailure("-e expression: unterminated command");
}

function compile(source: string, cursor: Cursor, flags: string): RegExp {
  const pattern = cursor.extended ? expandClasses(source) : basicToExtended(source);
  try {
    return new RegExp(pattern, flags);
  } catch (error) {
    if (error instanceof SyntaxError) throw new ToolFailure(`-e expression: invalid regular expression '${source}'`);
    throw error;
  }
}

function readAddress(cursor: Cursor): Address | null {
  const rest = cursor.text.slice(cursor.at);
  const digits = /^\d+/.exec(rest)?.[0];
  if (digits !== undefined) {
    cursor.at += digits.length;
    return { type: "line", line: Number(digits) };
  }
  if (rest.startsWith("$")) {
    cursor.at++;
    return { type: "last" };
  }
  if (!rest.startsWith("/")) return null;
  cursor.at++;
  return { type: "pattern", pattern: compile(readDelimited(cursor, "/"), cursor, "") };
}

function readSubstitute(cursor: Cursor): SedAction {
  const delimiter = cursor.text.charAt(cursor.at++);
  const source = readDelimited(cursor, delimiter);
  const replacement = readDelimited(cursor, delimiter);
  const flags = /^[gpiI0-9]*/.exec(cursor.text.slice(cursor.at))?.[0] ?? "";
  cursor.at += flags.length;
  return {
    type: "substitute",
    pattern: compile(source, cursor, /i/i.test(flags) ? "gi" : "g"),
    replacement,
    all: flags.includes("g"),
    nth: Number(/\d+/.exec(flags)?.[0] ?? 1),
    print: flags.includes("p"),
  };
}

function readAction(cursor: Cursor): SedAction {
  const letter = cursor.text.charAt(cursor.at++);
  switch (letter) {
    case "s":
      return readSubstitute(cursor);
    case "y": {
      const delimiter = cursor.text.charAt(cursor.at++);
      return {
        type: "transliterate",
        from: [...readDelimited(cursor, delimiter)],
        to: [...readDelimited(cursor, delimiter)],
      };
    }
    case "p":
      return { type: "print" };
    case "d":
      return { type: "delete" };
    case "q":
      return { type: "quit" };
    case "=":
      return { type: "line-number" };
    case "a":
    case "i":
    case "c": {
      const match = /^\s*(?:\\\n?\s*)?([^\n]*)/.exec(cursor.text.slice(cursor.at));
      cursor.at += match?.[0].length ?? 0;
      return {
        type: "text",
        place: letter === "a" ? "append" : letter === "i" ? "insert" : "change",
        text: match?.[1] ?? "",
      };
    }
    default:
      throw new ToolFailure(`-e expression: unknown command: '${letter}'`);
  }
}

/** Reads a sed script: s, y, p, d, q, =, a, i, c with line, `$`, pattern and range addresses. */
export function parseSed(script: string, extended: boolean): SedCommand[] {
  const cursor: Cursor = { text: script, at: 0, extended };
  const commands: SedCommand[] = [];
  const skip = (characters: RegExp) => {
    while (characters.test(cursor.text.charAt(cursor.at))) cursor.at++;
  };
  for (skip(/[\s;]/); cursor.at < script.length; skip(/[\s;]/)) {
    if (script.charAt(cursor.at) === "#") {
      skip(/[^\n]/);
      continue;
    }
    const from = readAddress(cursor);
    let to: Address | null = null;
    if (from !== null && script.charAt(cursor.at) === ",") {
      cursor.at++;
      to = readAddress(cursor);
      if (to === null) throw new ToolFailure("-e expression: unexpected ','");
    }
    skip(/\s/);
    const negated = script.charAt(cursor.at) === "!";
    if (negated) cursor.at++;
    skip(/\s/);
    commands.push({ from, to, negated, action: readAction(cursor) });
  }
  return commands;
}

/** Puts a match into a replacement: `&`, `\1`, `\n`, and `\U \L \u \l \E`. */
export function sedReplacement(replacement: string, match: readonly (string | undefined)[]): string {
  let output = "";
  let casing = "";
  let once = "";
  const put = (text: string) => {
    let shaped = casing === "U" ? text.toUpperCase() : casing === "L" ? text.toLowerCase() : text;
    if (once !== "" && shaped !== "") {
      shaped = (once === "u" ? shaped.charAt(0).toUpperCase() : shaped.charAt(0).toLowerCase()) + shaped.slice(1);
      once = "";
    }
    output += shaped;
  };
  for (let at = 0; at < replacement.length; at++) {
    const character = replacement.charAt(at);
    if (character === "&") put(match[0] ?? "");
    else if (character !== "\\") put(character);
    else {
      const next = replacement.charAt(++at);
      if (/\d/.test(next)) put(match[Number(next)] ?? "");
      else if (next === "n") put("\n");
      else if (next === "t") put("\t");
      else if ("ULE".includes(next)) casing = next;
      else if ("ul".includes(next)) once = next;
      else put(next);
    }
  }
  return output;
}
