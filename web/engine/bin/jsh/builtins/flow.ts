import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { errorText, ToolFailure } from "../../lib/errors.ts";
import { globToPattern } from "../../lib/glob-pattern.ts";
import { parseDuration } from "../../tools/environment.ts";
import { evaluateTest } from "../../tools/test.ts";
import { ExitSignal, Interrupted, LoopSignal, ReturnSignal } from "../signals.ts";
import { writeTo } from "../streams.ts";
import type { Builtin } from "./builtin.ts";

function statusArgument(text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (!/^-?\d+$/.test(text)) throw new ToolFailure(`${text}: numeric argument required`, 2);
  return Number(text) & 255;
}

/** `exit [status]`. */
export const exit: Builtin = async ({ args, state }) => {
  throw new ExitSignal(statusArgument(args[0], state.status));
};

/** `return [status]`. */
export const returnFrom: Builtin = async ({ args, state }) => {
  throw new ReturnSignal(statusArgument(args[0], state.status));
};

/** `break [n]` and `continue [n]`. */
export const leaveLoop: Builtin = async ({ name, args }) => {
  throw new LoopSignal(name === "break" ? "break" : "continue", Math.max(1, Number(args[0] ?? 1)));
};

/** `source file [argument…]`, also `.`. */
export const source: Builtin = async ({ args, io, state }) => {
  const [path, ...rest] = args;
  if (path === undefined) throw new ToolFailure("filename argument required", 2);
  let text: string;
  try {
    text = readFileSync(resolve(state.cwd, path), "utf8");
  } catch (error) {
    throw new ToolFailure(`${path}: ${errorText(error)}`);
  }
  const { positional } = state;
  if (rest.length > 0) state.positional = rest;
  try {
    return await state.shared.runner.text(text, io, state);
  } catch (error) {
    if (error instanceof ReturnSignal) return error.status;
    throw error;
  } finally {
    state.positional = positional;
  }
};

/** `eval text…`. */
export const evaluate: Builtin = ({ args, io, state }) => state.shared.runner.text(args.join(" "), io, state);

/** `exec command`: the command in place of the shell. Alone it does nothing. */
export const exec: Builtin = async ({ args, io, state }) => {
  if (args.length === 0) return 0;
  throw new ExitSignal(await state.shared.runner.named(args, new Map(), io, state));
};

/** `command [-v] name…`: past functions; `-v` says what a name is. */
export const command: Builtin = async ({ args, io, state }) => {
  if (args[0] === "-v") return state.shared.runner.named(["type", "-p", ...args.slice(1)], new Map(), io, state);
  const functions = new Map(state.functions);
  state.functions.delete(args[0] ?? "");
  try {
    return args.length === 0 ? 0 : await state.shared.runner.named(args, new Map(), io, state);
  } finally {
    state.functions = functions;
  }
};

/** `sleep duration…` inside the shell; Ctrl-C ends it. */
export const sleep: Builtin = async ({ args, state }) => {
  if (args.length === 0) throw new ToolFailure("missing operand");
  const total = args.reduce((sum, text) => sum + parseDuration(text), 0);
  const { signal } = state.shared.interrupt;
  await new Promise<void>((done) => {
    const timer = setTimeout(done, total);
    signal.addEventListener(
      "abort",
      () => {
        clearTimeout(timer);
        done();
      },
      { once: true },
    );
  });
  if (signal.aborted) throw new Interrupted();
  return 0;
};

/** `time command`: how long it took, on stderr. */
export const time: Builtin = async ({ args, io, state }) => {
  const start = performance.now();
  const status = args.length === 0 ? 0 : await state.shared.runner.named(args, new Map(), io, state);
  const seconds = (performance.now() - start) / 1000;
  await writeTo(io.stderr, `\nreal\t${Math.floor(seconds / 60)}m${(seconds % 60).toFixed(3)}s\n`);
  return status;
};

/** `trap command EXIT`; other signals keep their usual effect. */
export const trap: Builtin = async ({ args, state }) => {
  const [action = "", ...names] = args;
  if (names.includes("EXIT") || names.includes("0")) state.exitTrap = action === "-" ? null : action;
  return 0;
};

/** `[[ expression ]]`: `test` with patterns after `==` and regular expressions after `=~`. */
export const doubleBracket: Builtin = async ({ args, io, state }) => {
  if (args.at(-1) !== "]]") throw new ToolFailure("missing ']]'", 2);
  const words = args.slice(0, -1);
  for (let at = 1; at < words.length - 1; at++) {
    const [left = "", operator = "", right = ""] = [words[at - 1], words[at], words[at + 1]];
    if (operator !== "=~" && operator !== "==" && operator !== "!=" && operator !== "=") continue;
    const pattern = operator === "=~" ? right : `^${globToPattern(right).replaceAll("[^/]", "[^]")}$`;
    let truth: boolean;
    try {
      truth = new RegExp(pattern).test(left);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      await writeTo(io.stderr, `jsh: [[: ${right}: invalid regular expression\n`);
      return 2;
    }
    words.splice(at - 1, 3, truth === (operator !== "!=") ? "true" : "");
  }
  return evaluateTest(words, state.cwd) ? 0 : 1;
};
