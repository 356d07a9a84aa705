import { globToPattern } from "../lib/glob-pattern.ts";
import { evaluateArithmetic } from "./arithmetic.ts";
import { type Fragment, fragment } from "./fields.ts";
import { shellQuote } from "./quote.ts";
import type { ShellState } from "./state.ts";
import { ShellSyntaxError, VariableError, type VariablePart, type Word } from "./syntax.ts";
import { arithmeticVariables, arrayKey, arrayKeys, arrayValues, lookUp, openArray, setVariable } from "./variables.ts";

/** How the words inside a `${…}` are expanded; handed in by the expander. */
export interface ParameterExpander {
  state: ShellState;
  parts(word: Word, quoted: boolean): Promise<Fragment[]>;
  text(word: Word): Promise<string>;
  /** A text whose quoted parts match only themselves. */
  glob(word: Word): Promise<string>;
  /** The text of an array's index, with its variables replaced. */
  index(source: string): Promise<string>;
}

/** What a parameter holds: one value, or a list (`$@`, an array's elements). */
interface Held {
  values: string[];
  set: boolean;
  /** A list whose elements stay apart when quoted ("$@"), or null for one value. */
  list: "@" | "*" | null;
}

/** The fragments of `$name` or `${…}`. */
export async function expandVariable(part: VariablePart, expander: ParameterExpander): Promise<Fragment[]> {
  const { state } = expander;
  if (part.prefix === "!" && part.name !== "!") {
    const names = await indirection(part, expander);
    if (typeof names !== "string") return listFragments(names, part, state);
    const [, name = "", index] = /^(\w+|[@*#?$!-])(?:\[(.*)\])?$/s.exec(names) ?? [];
    if (name === "") throw new ShellSyntaxError(`${names}: invalid variable name`);
    return expandVariable({ ...part, prefix: "", name, index: index ?? null }, expander);
  }
  const held = await read(part, expander);
  if (part.prefix === "#")
    return [
      fragment(String(held.list === null ? (held.values[0] ?? "").length : held.values.length), part.quoted, true),
    ];
  return applyOperator(part, held, expander);
}

/** `${!name}` gives a name; `${!prefix*}` and `${!array[@]}` lists. */
async function indirection(part: VariablePart, { state }: ParameterExpander): Promise<string | Held> {
  const array = state.arrays.get(part.name);
  if (part.index === "@" || part.index === "*") {
    const keys = array === undefined ? (state.variables.has(part.name) ? ["0"] : []) : arrayKeys(array);
    return { values: keys, set: true, list: part.index };
  }
  if (part.operator === "*" || part.operator === "@") {
    const names = [...state.variables.keys(), ...state.arrays.keys()].filter((name) => name.startsWith(part.name));
    return { values: names.sort(), set: true, list: part.operator };
  }
  return lookUp(part.name, state) ?? "";
}

async function read(part: VariablePart, { state, index }: ParameterExpander): Promise<Held> {
  const { name } = part;
  if (name === "@" || name === "*")
    return { values: [...state.positional], set: state.positional.length > 0, list: name };
  if (part.index === null) {
    const value = lookUp(name, state);
    return { values: value === undefined ? [] : [value], set: value !== undefined, list: null };
  }
  const array = state.arrays.get(name);
  if (part.index === "@" || part.index === "*") {
    const plain = state.variables.get(name);
    const values = array === undefined ? (plain === undefined ? [] : [plain]) : arrayValues(array);
    return { values, set: values.length > 0, list: part.index };
  }
  const text = await index(part.index);
  const value =
    array === undefined
      ? evaluateArithmetic(text, arithmeticVariables(state)) === 0n
        ? state.variables.get(name)
        : undefined
      : array.values.get(arrayKey(text, array, state));
  return { values: value === undefined ? [] : [value], set: value !== undefined, list: null };
}

function listFragments(held: Held, { quoted }: VariablePart, state: ShellState): Fragment[] {
  const { values, list } = held;
  if (list === null) return values.map((value) => fragment(value, quoted, !quoted));
  if (list === "*" && quoted) return [fragment(values.join((state.variables.get("IFS") ?? " ").charAt(0)), true)];
  return values.map((value, at) => fragment(value, quoted, !quoted, at < values.length - 1));
}

async function applyOperator(part: VariablePart, held: Held, expander: ParameterExpander): Promise<Fragment[]> {
  const { state } = expander;
  const { name, operator, quoted, argument } = part;
  const colon = operator.length === 2 && operator.startsWith(":");
  const missing = !held.set || (colon && held.values.join("") === "");
  switch (operator) {
    case "-":
    case ":-":
      return missing ? expander.parts(argument, quoted) : listFragments(held, part, state);
    case "=":
    case ":=": {
      if (!missing) return listFragments(held, part, state);
      const text = await expander.text(argument);
      if (part.index === null) setVariable(name, text, state);
      else {
        const array = openArray(name, state);
        array.values.set(arrayKey(await expander.index(part.index), array, state), text);
      }
      return [fragment(text, quoted, !quoted)];
    }
    case "+":
    case ":+":
      return missing ? [] : expander.parts(argument, quoted);
    case "?":
    case ":?":
      if (missing) throw new VariableError(`${name}: ${(await expander.text(argument)) || missingText(colon)}`);
      return listFragments(held, part, state);
  }
  if (!held.set && held.list === null && state.options.unsetIsError && !(name === "!" || name === "@" || name === "*"))
    throw new VariableError(`${name}: unbound variable`);
  if (operator === "") return listFragments(held, part, state);
  if (operator === ":" && held.list !== null) return listFragments(await sliceList(part, held, expander), part, state);
  const change = await valueChange(part, expander);
  return listFragments({ ...held, values: held.values.map(change) }, part, state);
}

const missingText = (colon: boolean) => (colon ? "parameter null or not set" : "parameter not set");

/** What an operator makes of one value. */
async function valueChange(part: VariablePart, expander: ParameterExpander): Promise<(value: string) => string> {
  const { operator, argument } = part;
  switch (operator) {
    case ":": {
      const [from, length] = await bounds(part, expander);
      return (value) => slice(value, from, length);
    }
    case "^":
      return (value) => value.charAt(0).toUpperCase() + value.slice(1);
    case "^^":
      return (value) => value.toUpperCase();
    case ",":
      return (value) => value.charAt(0).toLowerCase() + value.slice(1);
    case ",,":
      return (value) => value.toLowerCase();
    case "@": {
      const letter = await expander.text(argument);
      if (letter === "Q") return (value) => shellQuote(value, true);
      if (letter === "U") return (value) => value.toUpperCase();
      if (letter === "L") return (value) => value.toLowerCase();
      if (letter === "u") return (value) => value.charAt(0).toUpperCase() + value.slice(1);
      throw new ShellSyntaxError(`\${${part.name}@${letter}}: bad substitution`);
    }
    case "/":
    case "//":
    case "/#":
    case "/%":
      return substitution(operator, argument, expander);
    default: {
      const glob = await expander.glob(argument);
      return (value) => trimMatch(value, glob, operator);
    }
  }
}

/** `#` `##` `%` `%%`: the value without its shortest or longest matching start or end. */
function trimMatch(value: string, glob: string, operator: string): string {
  const pattern = new RegExp(`^(?:${globToPattern(glob, "[^]")})$`);
  const fromStart = operator.startsWith("#");
  const longest = operator.length === 2;
  for (let step = 0; step <= value.length; step++) {
    const length = longest ? value.length - step : step;
    const part = fromStart ? value.slice(0, length) : value.slice(value.length - length);
    if (pattern.test(part)) return fromStart ? value.slice(length) : value.slice(0, value.length - length);
  }
  return value;
}

/** `${name/pattern/replacement}`: `//` for all, `/#` at the start, `/%` at the end. */
async function substitution(operator: string, argument: Word, expander: ParameterExpander) {
  const at = slashIn(argument);
  const [before, after] = at === null ? [argument, []] : splitWord(argument, at);
  const body = globToPattern((await expander.glob(before)).replaceAll("\\/", "/"), "[^]");
  const replacement = await expander.text(after);
  if (body === "")
    return (value: string) =>
      operator === "/#" ? replacement + value : operator === "/%" ? value + replacement : value;
  const source = operator === "/#" ? `^(?:${body})` : operator === "/%" ? `(?:${body})$` : body;
  const pattern = new RegExp(source, operator === "//" ? "g" : "");
  // A pattern that may match nothing is not to match once more behind its match.
  return (value: string) => value.replace(pattern, (match) => (match === "" && value !== "" ? "" : replacement));
}

/** Where the slash stands that ends the pattern: part and index in it. */
function slashIn(word: Word): [part: number, at: number] | null {
  for (const [part, { type, ...rest }] of word.entries()) {
    if (type !== "text" || !("text" in rest)) continue;
    if (rest.quoted && !quotedByQuotes(word)) continue;
    const at = rest.text.indexOf("/");
    if (at !== -1) return [part, at];
  }
  return null;
}

/** Within `"${x/a/b}"` every part is quoted from outside; the slash counts all the same. */
const quotedByQuotes = (word: Word) => word.every((part) => part.quoted);

function splitWord(word: Word, [part, at]: [number, number]): [Word, Word] {
  const middle = word[part];
  if (middle?.type !== "text") return [word, []];
  return [
    [...word.slice(0, part), { ...middle, text: middle.text.slice(0, at) }],
    [{ ...middle, text: middle.text.slice(at + 1) }, ...word.slice(part + 1)],
  ];
}

async function bounds(
  { argument }: VariablePart,
  { state, text }: ParameterExpander,
): Promise<[number, number | null]> {
  const [from = "0", length] = (await text(argument)).split(/:(.*)/s);
  const number = (source: string) => Number(evaluateArithmetic(source, arithmeticVariables(state)));
  return [number(from), length === undefined ? null : number(length)];
}

function slice(value: string, from: number, length: number | null): string {
  const begin = from < 0 ? value.length + from : from;
  if (begin < 0) return "";
  if (length === null) return value.slice(begin);
  return value.slice(begin, length < 0 ? value.length + length : begin + length);
}

async function sliceList(part: VariablePart, held: Held, expander: ParameterExpander): Promise<Held> {
  const [from, length] = await bounds(part, expander);
  const positional = part.name === "@" || part.name === "*";
  const values = positional ? [expander.state.scriptName, ...held.values] : held.values;
  const array = positional ? undefined : expander.state.arrays.get(part.name);
  const keys = array === undefined ? [...values.keys()] : arrayKeys(array).map(Number);
  const least = from < 0 ? (keys.at(-1) ?? -1) + 1 + from : from;
  const found = keys.findIndex((key) => key >= least);
  const begin = found === -1 ? values.length : found;
  return { ...held, values: values.slice(begin, length === null ? undefined : begin + length) };
}
