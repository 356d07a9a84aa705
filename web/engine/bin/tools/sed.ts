import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { ToolFailure } from "../lib/errors.ts";
import { eachInput, type Line, readLines } from "../lib/input.ts";
import { parseOptions } from "../lib/options.ts";
import type { Tool, ToolIo } from "../lib/tool.ts";
import { type Address, parseSed, type SedAction, type SedCommand, sedReplacement } from "./sed-script.ts";

interface SedState {
  number: number;
  last: boolean;
  /** Commands whose range is open → the line it may end on. */
  open: Set<SedCommand>;
}

function matches(address: Address, text: string, state: SedState): boolean {
  if (address.type === "line") return address.line === state.number;
  if (address.type === "last") return state.last;
  return address.pattern.test(text);
}

function selected(command: SedCommand, text: string, state: SedState): boolean {
  const { from, to } = command;
  if (from === null) return true;
  if (to === null) return matches(from, text, state);
  if (state.open.has(command)) {
    if (to.type === "line" ? state.number >= to.line : matches(to, text, state)) state.open.delete(command);
    return !(to.type === "line" && state.number > to.line);
  }
  if (!matches(from, text, state)) return false;
  if (!(to.type === "line" && to.line <= state.number)) state.open.add(command);
  return true;
}

function substitute(action: Extract<SedAction, { type: "substitute" }>, text: string): string | null {
  let seen = 0;
  let changed = false;
  const result = text.replace(action.pattern, (...parts: unknown[]) => {
    const groups = parts
      .slice(
        0,
        parts.findIndex((part) => typeof part === "number"),
      )
      .map((part) => (typeof part === "string" ? part : undefined));
    seen++;
    if (seen < action.nth || (!action.all && seen > action.nth)) return groups[0] ?? "";
    changed = true;
    return sedReplacement(action.replacement, groups);
  });
  return changed ? result : null;
}

/** Runs the script over one line; what is written goes through `put`. Says whether reading stops. */
function runLine(
  commands: SedCommand[],
  line: string,
  state: SedState,
  quiet: boolean,
  put: (text: string) => void,
): boolean {
  let text = line;
  const appended: string[] = [];
  let quit = false;
  for (const command of commands) {
    if (selected(command, text, state) === command.negated) continue;
    const { action } = command;
    if (action.type === "substitute") {
      const result = substitute(action, text);
      if (result === null) continue;
      text = result;
      if (action.print) put(text);
    } else if (action.type === "transliterate") {
      text = [...text].map((character) => action.to[action.from.indexOf(character)] ?? character).join("");
    } else if (action.type === "text") {
      if (action.place === "append") appended.push(action.text);
      else put(action.text);
      if (action.place === "change") return false;
    } else if (action.type === "print") put(text);
    else if (action.type === "line-number") put(String(state.number));
    else if (action.type === "delete") {
      for (const extra of appended) put(extra);
      return false;
    } else {
      quit = true;
      break;
    }
  }
  if (!quiet) put(text);
  for (const extra of appended) put(extra);
  return quit;
}

/** Lines with the knowledge which one is the last. */
function* withLast(paths: string[], io: ToolIo): Generator<Line & { last: boolean }> {
  let held: Line | null = null;
  for (const path of paths)
    for (const line of readLines(path, io)) {
      if (held !== null) yield { ...held, last: false };
      held = line;
    }
  if (held !== null) yield { ...held, last: true };
}

/** `sed [-n] [-E] [-i[suffix]] [-e script] script [file…]`. */
export const sed: Tool = (args, io) => {
  const inPlace = args.findIndex((argument) => /^-i/.test(argument) || argument === "--in-place");
  const backup = inPlace === -1 ? "" : (args[inPlace] ?? "").replace(/^-i|^--in-place/, "");
  const options = parseOptions(inPlace === -1 ? args : args.toSpliced(inPlace, 1), {
    flags: "nErsuz",
    values: "e",
    long: { quiet: "n", silent: "n", "regexp-extended": "E", expression: "e" },
  });
  const [first, ...others] = options.operands;
  const scripts = options.has("e") ? options.values("e") : first === undefined ? [] : [first];
  if (scripts.length === 0) throw new ToolFailure("no script specified");
  const commands = parseSed(scripts.join("\n"), options.has("E") || options.has("r"));
  const paths = options.has("e") ? options.operands : others;
  const edit = (inputs: string[], write: (text: string) => void) => {
    const state: SedState = { number: 0, last: false, open: new Set() };
    let pending = "";
    for (const line of withLast(inputs, io)) {
      state.number++;
      state.last = line.last;
      const quit = runLine(commands, line.text, state, options.has("n"), (text) => {
        write(pending + text);
        pending = "\n";
      });
      if (pending !== "" && line.ended) {
        write(pending);
        pending = "";
      }
      if (quit) break;
    }
  };
  if (inPlace === -1) {
    const missing: string[] = [];
    const status = eachInput("sed", paths, io, (path) => {
      if (path !== "-") readLines(path, io).next();
      missing.push(path);
    });
    edit(missing, (text) => io.write(text));
    return status === 0 ? 0 : 2;
  }
  return eachInput("sed", paths, io, (path) => {
    let output = "";
    const original = [...readLines(path, io)].map((line) => line.text + (line.ended ? "\n" : "")).join("");
    edit([path], (text) => {
      output += text;
    });
    if (backup !== "") writeFileSync(resolve(io.cwd, path + backup), original);
    writeFileSync(resolve(io.cwd, path), output);
  });
};
