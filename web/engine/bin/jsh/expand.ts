import { globToPattern } from "../lib/glob-pattern.ts";
import { evaluateArithmetic } from "./arithmetic.ts";
import { expandBraces } from "./braces.ts";
import { escapeGlob, type Fragment, fragment, toFields } from "./fields.ts";
import { expandGlob } from "./glob.ts";
import { readHereBody, readWholeWord } from "./lexer.ts";
import { expandVariable } from "./parameter.ts";
import type { ShellState } from "./state.ts";
import { ShellSyntaxError, type Word, type WordPart } from "./syntax.ts";
import { arithmeticVariables } from "./variables.ts";

/** What an expansion needs besides the word. */
export interface ExpansionContext {
  state: ShellState;
  /** The output of `$(source)` without its last line feeds. */
  capture(source: string): Promise<string>;
  /** The path that stands for `<(source)` or, where `writes`, `>(source)`. */
  substitute(source: string, writes: boolean): Promise<string>;
}

async function expandParts(
  word: Word,
  context: ExpansionContext,
  quoted: boolean,
  splitText = false,
): Promise<Fragment[]> {
  const fragments: Fragment[] = [];
  for (const [at, part] of word.entries()) {
    const protect = quoted || part.quoted;
    if (part.type === "text" && at === 0 && !protect)
      fragments.push(...expandTilde(part.text, word.length === 1, context.state, splitText));
    else if (part.type === "text") fragments.push(fragment(part.text, protect, splitText && !protect));
    else fragments.push(...(await expandPart(part, protect, context)));
  }
  return fragments;
}

async function expandPart(
  part: Exclude<WordPart, { type: "text" }>,
  protect: boolean,
  context: ExpansionContext,
): Promise<Fragment[]> {
  switch (part.type) {
    case "variable": {
      const found = await expandVariable({ ...part, quoted: protect }, expanderOf(context));
      const list = part.name === "@" || part.index === "@";
      return found.length === 0 && protect && !list ? [fragment("", true)] : found;
    }
    case "command":
      return [fragment(await context.capture(part.source), protect, !protect)];
    case "arithmetic":
      return [fragment(String(await expandArithmetic(part.source, context)), protect, !protect)];
    case "process":
      return [fragment(await context.substitute(part.source, part.writes), true)];
    case "array":
      throw new ShellSyntaxError("unexpected '('");
  }
}

function expanderOf(context: ExpansionContext) {
  return {
    state: context.state,
    parts: (word: Word, quoted: boolean) => expandParts(word, context, quoted, !quoted),
    text: (word: Word) => expandText(word, context),
    glob: (word: Word) => expandGlobText(word, context),
    index: (source: string) => expandText(readWholeWord(source), context),
  };
}

/** The value of an arithmetic expression in which `$name` and `$(…)` may stand. */
export async function expandArithmetic(source: string, context: ExpansionContext): Promise<bigint> {
  return evaluateArithmetic(
    await expandText(readHereBody(source.replaceAll('"', "")), context),
    arithmeticVariables(context.state),
  );
}

/** `~`, `~/x`, `~+`, `~-` at the front of a word; the place is not split and no glob. */
function expandTilde(text: string, whole: boolean, state: ShellState, split: boolean): Fragment[] {
  const match = /^~([+-]|)(?=\/|$)/.exec(text);
  if (match === null || (!whole && match[0] === text)) return [fragment(text, false, split)];
  const home = state.variables.get("HOME");
  const place = match[1] === "+" ? state.cwd : match[1] === "-" ? state.previousCwd : home;
  if (place === undefined) return [fragment(text, false, split)];
  return [fragment(place, true), fragment(text.slice(match[0].length), false, split)];
}

/** One string, without word splitting or globs: for assignments, redirects and `case`. */
export async function expandText(word: Word, context: ExpansionContext): Promise<string> {
  const fragments = await expandParts(word, context, false);
  return fragments.map(({ text, breakAfter }) => text + (breakAfter ? " " : "")).join("");
}

/** The value of an assignment: a tilde counts after each colon too. */
export function expandValue(word: Word, context: ExpansionContext): Promise<string> {
  const home = context.state.variables.get("HOME");
  const tildes = word.map((part, at): WordPart => {
    if (part.type !== "text" || part.quoted || home === undefined) return part;
    return { ...part, text: part.text.replace(/:~(?=[/:]|$)/g, `:${home}`), quoted: at > 0 && part.quoted };
  });
  return expandText(tildes, context);
}

/** The glob that a word stands for: quoted parts match only themselves. */
async function expandGlobText(word: Word, context: ExpansionContext): Promise<string> {
  const fragments = await expandParts(word, context, false);
  return fragments
    .map(({ text, quoted, breakAfter }) => (quoted ? escapeGlob(text) : text) + (breakAfter ? " " : ""))
    .join("");
}

/** A pattern of `case` or `[[ … == pattern ]]`. */
export async function expandPattern(word: Word, context: ExpansionContext): Promise<RegExp> {
  const glob = await expandGlobText(word, context);
  const flags = context.state.shopt.has("nocasematch") ? "i" : "";
  return new RegExp(`^(?:${globToPattern(glob, "[^]")})$`, flags);
}

/** The regular expression behind `=~`: quoted parts match only themselves. */
export async function expandRegex(word: Word, context: ExpansionContext): Promise<string> {
  const fragments = await expandParts(word, context, false);
  return fragments.map(({ text, quoted }) => (quoted ? text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&") : text)).join("");
}

/** The arguments that words stand for: braces, variables, `$(…)`, word splitting, globs. */
export async function expandWords(words: readonly Word[], context: ExpansionContext): Promise<string[]> {
  const output: string[] = [];
  const { state } = context;
  for (const word of words.flatMap(expandBraces)) {
    const fragments = await expandParts(word, context, false);
    for (const field of toFields(fragments, state.variables.get("IFS") ?? " \t\n")) {
      const paths = field.hasGlob && !state.options.noGlob ? expandGlob(field.glob, state.cwd, state.shopt) : null;
      if (paths === null || (paths.length === 0 && !state.shopt.has("nullglob"))) output.push(field.text);
      else output.push(...paths);
    }
  }
  return output;
}
