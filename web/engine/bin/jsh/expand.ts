import { globToPattern } from "../lib/glob-pattern.ts";
import { evaluateArithmetic } from "./arithmetic.ts";
import { expandGlob } from "./glob.ts";
import type { ShellState } from "./state.ts";
import { UnsetVariable, type Word, type WordPart } from "./syntax.ts";

/** What an expansion needs besides the word. */
export interface ExpansionContext {
  state: ShellState;
  /** The output of `$(source)` without its last line feeds. */
  capture(source: string): Promise<string>;
}

/** A piece of an expanded word. `split`: blanks in it separate words. `field`: a new word starts after it ("$@"). */
interface Fragment {
  text: string;
  quoted: boolean;
  split: boolean;
  breakAfter: boolean;
}

const fragment = (text: string, quoted: boolean, split = false, breakAfter = false): Fragment => ({
  text,
  quoted,
  split,
  breakAfter,
});

/** The value of a variable or special parameter; undefined when it is not set. */
export function lookUp(name: string, state: ShellState): string | undefined {
  switch (name) {
    case "?":
      return String(state.status);
    case "$":
      return String(process.pid);
    case "!":
      return state.shared.lastBackgroundPid === 0 ? undefined : String(state.shared.lastBackgroundPid);
    case "#":
      return String(state.positional.length);
    case "@":
    case "*":
      return state.positional.join(" ");
    case "-":
      return state.options.exitOnError ? "e" : "";
    case "0":
      return state.scriptName;
    case "RANDOM":
      return String(Math.floor(Math.random() * 32_768));
    default:
      return /^\d+$/.test(name) ? state.positional[Number(name) - 1] : state.variables.get(name);
  }
}

/** `#` `##` `%` `%%`: the value without its shortest or longest matching start or end. */
function trimMatch(value: string, glob: string, operator: string): string {
  const pattern = new RegExp(`^${globToPattern(glob).replaceAll("[^/]", "[^]")}$`);
  const fromStart = operator.startsWith("#");
  const lengths = Array.from({ length: value.length + 1 }, (_, length) => length);
  if (operator.length === 2) lengths.reverse();
  for (const length of lengths) {
    const part = fromStart ? value.slice(0, length) : value.slice(value.length - length);
    if (pattern.test(part)) return fromStart ? value.slice(length) : value.slice(0, value.length - length);
  }
  return value;
}

/** `${name/pattern/replacement}`, `//` for all. */
function substitute(value: string, argument: string, all: boolean): string {
  const [glob = "", replacement = ""] = argument.split(/(?<!\\)\/(.*)/s, 2);
  const anchored = /^[#%]/.exec(glob)?.[0];
  const body = globToPattern((anchored === undefined ? glob : glob.slice(1)).replace(/\\\//g, "/")).replaceAll(
    "[^/]",
    "[^]",
  );
  const source = anchored === "#" ? `^(?:${body})` : anchored === "%" ? `(?:${body})$` : body;
  return source === "" ? value : value.replace(new RegExp(source, all ? "g" : ""), () => replacement);
}

function slice(value: string, argument: string, state: ShellState): string {
  const [from = "0", length] = argument.split(":");
  const number = (text: string) => evaluateArithmetic(text, variablesOf(state));
  const start = number(from);
  const begin = start < 0 ? Math.max(0, value.length + start) : start;
  if (length === undefined) return value.slice(begin);
  const count = number(length);
  return value.slice(begin, count < 0 ? value.length + count : begin + count);
}

function variablesOf(state: ShellState) {
  return {
    get: (name: string) => lookUp(name, state) ?? "",
    set: (name: string, value: string) => void state.variables.set(name, value),
  };
}

async function expandVariable(
  part: Extract<WordPart, { type: "variable" }>,
  context: ExpansionContext,
): Promise<Fragment[]> {
  const { state } = context;
  const { name, operator, quoted } = part;
  if (name === "@" && operator === "") {
    const last = state.positional.length - 1;
    return state.positional.map((value, at) => fragment(value, quoted, !quoted, at < last));
  }
  const value = lookUp(name, state);
  const missing = value === undefined || (operator.startsWith(":") && operator.length === 2 && value === "");
  const one = (text: string) => [fragment(text, quoted, !quoted)];
  switch (operator) {
    case "length":
      return one(String(name === "@" || name === "*" ? state.positional.length : (value ?? "").length));
    case "-":
    case ":-":
      return missing ? expandParts(part.argument, context, quoted) : one(value);
    case "=":
    case ":=": {
      if (!missing) return one(value);
      const text = await expandText(part.argument, context);
      state.variables.set(name, text);
      return one(text);
    }
    case "+":
    case ":+":
      return missing ? [] : expandParts(part.argument, context, quoted);
    case "?":
    case ":?":
      if (missing)
        throw new UnsetVariable(`${name}: ${(await expandText(part.argument, context)) || "parameter not set"}`);
      return one(value);
    case "":
      if (value === undefined && state.options.unsetIsError) throw new UnsetVariable(`${name}: unbound variable`);
      return value === undefined ? [] : one(value);
  }
  const argument = await expandText(part.argument, context);
  const text = value ?? "";
  switch (operator) {
    case ":":
      return one(slice(text, argument, state));
    case "/":
    case "//":
      return one(substitute(text, argument, operator === "//"));
    case "^":
      return one(text.charAt(0).toUpperCase() + text.slice(1));
    case "^^":
      return one(text.toUpperCase());
    case ",":
      return one(text.charAt(0).toLowerCase() + text.slice(1));
    case ",,":
      return one(text.toLowerCase());
    default:
      return one(trimMatch(text, argument, operator));
  }
}

async function expandParts(word: Word, context: ExpansionContext, quoted: boolean): Promise<Fragment[]> {
  const fragments: Fragment[] = [];
  for (const [at, part] of word.entries()) {
    const protect = quoted || part.quoted;
    if (part.type === "text")
      fragments.push(fragment(at === 0 && !protect ? expandTilde(part.text, context.state) : part.text, protect));
    else if (part.type === "variable") fragments.push(...(await expandVariable({ ...part, quoted: protect }, context)));
    else if (part.type === "command") fragments.push(fragment(await context.capture(part.source), protect, !protect));
    else {
      const source = await expandText(
        [{ type: "text", text: "", quoted: true }, ...arithmeticWord(part.source)],
        context,
      );
      fragments.push(fragment(String(evaluateArithmetic(source, variablesOf(context.state))), true));
    }
  }
  return fragments;
}

/** `$name` and `$1` inside `$((…))`, replaced before the expression is read. */
function arithmeticWord(source: string): Word {
  return source.split(/(\$\{?[\w?#]+\}?)/).map((text): WordPart => {
    const name = /^\$\{?([\w?#]+)\}?$/.exec(text)?.[1];
    return name === undefined
      ? { type: "text", text, quoted: true }
      : { type: "variable", name, operator: "", argument: [], quoted: true };
  });
}

function expandTilde(text: string, state: ShellState): string {
  const match = /^~(\+|-|)(?=\/|$)/.exec(text);
  if (match === null) return text;
  const place =
    match[1] === "+" ? state.cwd : match[1] === "-" ? state.previousCwd : (state.variables.get("HOME") ?? "/");
  return place + text.slice(match[0].length);
}

/** `a{b,c}d` → `abd acd`, `{1..3}` → `1 2 3`; only where the braces stand unquoted in one piece of text. */
export function expandBraces(word: Word): Word[] {
  for (const [at, part] of word.entries()) {
    if (part.type !== "text" || part.quoted) continue;
    const match = /^(.*?)\{([^{}]*(?:,|\.\.)[^{}]*)\}(.*)$/s.exec(part.text);
    if (match === null) continue;
    const [, before = "", inside = "", after = ""] = match;
    const range = /^(-?\d+|[a-z])\.\.(-?\d+|[a-z])$/i.exec(inside);
    const choices = range === null ? inside.split(",") : expandRange(range[1] ?? "", range[2] ?? "");
    if (range === null && !inside.includes(",")) continue;
    return choices.flatMap((choice) =>
      expandBraces([
        ...word.slice(0, at),
        { type: "text", text: before + choice + after, quoted: false },
        ...word.slice(at + 1),
      ]),
    );
  }
  return [word];
}

function expandRange(from: string, to: string): string[] {
  const letters = /[a-z]/i.test(from);
  const [start, end] = letters ? [from.charCodeAt(0), to.charCodeAt(0)] : [Number(from), Number(to)];
  const step = start <= end ? 1 : -1;
  return Array.from({ length: Math.abs(end - start) + 1 }, (_, at) => start + at * step).map((value) =>
    letters ? String.fromCharCode(value) : String(value),
  );
}

/** One string, without word splitting or globs: for assignments, redirects and `case`. */
export async function expandText(word: Word, context: ExpansionContext): Promise<string> {
  const fragments = await expandParts(word, context, false);
  return fragments.map(({ text, breakAfter }) => text + (breakAfter ? " " : "")).join("");
}

/** A `case` pattern: quoted parts match only themselves. */
export async function expandPattern(word: Word, context: ExpansionContext): Promise<RegExp> {
  const fragments = await expandParts(word, context, false);
  const glob = fragments.map(({ text, quoted }) => (quoted ? text.replace(/[*?[\]\\]/g, "\\$&") : text)).join("");
  return new RegExp(`^${globToPattern(glob).replaceAll("[^/]", "[^]")}$`);
}

interface Field {
  text: string;
  glob: string;
  hasGlob: boolean;
}

function toFields(fragments: Fragment[], separators: string): Field[] {
  const fields: Field[] = [];
  let current: Field | null = null;
  const open = (): Field => {
    current ??= { text: "", glob: "", hasGlob: false };
    return current;
  };
  const close = () => {
    if (current !== null) fields.push(current);
    current = null;
  };
  const add = (text: string, quoted: boolean) => {
    const field = open();
    field.text += text;
    field.glob += quoted ? text.replace(/[*?[\]\\]/g, "\\$&") : text;
    if (!quoted && /[*?[]/.test(text)) field.hasGlob = true;
  };
  for (const { text, quoted, split, breakAfter } of fragments) {
    if (!split || separators === "") {
      if (quoted || text !== "") add(text, quoted);
    } else {
      const pattern = new RegExp(`[${separators.replace(/[\]\\^-]/g, "\\$&")}]`);
      let piece = "";
      for (const character of text) {
        if (!pattern.test(character)) piece += character;
        else {
          if (piece !== "") add(piece, false);
          piece = "";
          close();
        }
      }
      if (piece !== "") add(piece, false);
    }
    if (breakAfter) {
      open();
      close();
    }
  }
  close();
  return fields;
}

/** The arguments that words stand for: braces, variables, `$(…)`, word splitting, globs. */
export async function expandWords(words: readonly Word[], context: ExpansionContext): Promise<string[]> {
  const output: string[] = [];
  for (const word of words.flatMap(expandBraces))
    for (const field of toFields(
      await expandParts(word, context, false),
      context.state.variables.get("IFS") ?? " \t\n",
    )) {
      const paths = field.hasGlob ? expandGlob(field.glob, context.state.cwd) : [];
      if (paths.length > 0) output.push(...paths);
      else output.push(field.text);
    }
  return output;
}
