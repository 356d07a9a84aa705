import { hostname, userInfo } from "node:os";
import { basename } from "node:path";
import { contextOf } from "./context.ts";
import { expandText } from "./expand.ts";
import { readHereBody } from "./lexer.ts";
import type { ShellState } from "./state.ts";
import type { ShellIo } from "./streams.ts";

const silent: ShellIo = {
  stdin: { type: "none" },
  stdout: { type: "collect", chunks: [], bytes: 0 },
  stderr: { type: "collect", chunks: [], bytes: 0 },
};

/** The prompt: PS1, or the directory's name and an arrow that is red after a failure. */
export function promptText(state: ShellState): Promise<string> {
  const given = state.variables.get("PS1");
  if (given !== undefined) return expandPrompt(given, state);
  const name = state.cwd === state.variables.get("HOME") ? "~" : basename(state.cwd) || "/";
  return Promise.resolve(`\x1b[1;34m${name}\x1b[0m ${state.status === 0 ? "\x1b[32m" : "\x1b[31m"}❯\x1b[0m `);
}

/** The prompt of a command's further lines: PS2, or a dim mark. */
export function continuationText(state: ShellState): Promise<string> {
  const given = state.variables.get("PS2");
  return given === undefined ? Promise.resolve("\x1b[2m›\x1b[0m ") : expandPrompt(given, state);
}

/** Bash's letters (`\u \h \w \W \$ \t \n \e \[ \]`), then variables and `$(…)`. */
export async function expandPrompt(text: string, state: ShellState): Promise<string> {
  const { status } = state;
  const letters = text.replace(
    /\\(?:([uhHwWtTAdns$aer[\]\\])|0?([0-7]{2,3}))/g,
    (_whole, letter?: string, octal?: string) =>
      octal === undefined ? promptLetter(letter ?? "", state) : String.fromCharCode(Number.parseInt(octal, 8)),
  );
  const shown = await expandText(readHereBody(letters), contextOf(state, silent));
  state.status = status;
  return shown;
}

function promptLetter(letter: string, state: ShellState): string {
  const home = state.variables.get("HOME") ?? "";
  const inHome = home !== "" && (state.cwd === home || state.cwd.startsWith(`${home}/`));
  const now = new Date();
  const two = (number: number) => String(number).padStart(2, "0");
  switch (letter) {
    case "u":
      return state.variables.get("USER") ?? userInfo().username;
    case "h":
    case "H":
      return letter === "h" ? (hostname().split(".")[0] ?? "") : hostname();
    case "w":
      return inHome ? `~${state.cwd.slice(home.length)}` : state.cwd;
    case "W":
      return state.cwd === home ? "~" : basename(state.cwd) || "/";
    case "t":
      return `${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())}`;
    case "A":
      return `${two(now.getHours())}:${two(now.getMinutes())}`;
    case "d":
      return now.toDateString().slice(0, 10);
    case "$":
      return process.getuid?.() === 0 ? "#" : "\\$";
    case "s":
      return "jsh";
    case "n":
      return "\n";
    case "r":
      return "\r";
    case "a":
      return "\x07";
    case "e":
      return "\x1b";
    case "\\":
      return "\\\\";
    default:
      return "";
  }
}
