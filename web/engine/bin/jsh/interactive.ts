import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { errorCode } from "../lib/errors.ts";
import { historyLength } from "../limits.ts";
import { builtins } from "./builtins/index.ts";
import { type CompletionSources, complete, listEntries, listPrograms } from "./complete.ts";
import { freshLine } from "./fresh-line.ts";
import { HistorySearch } from "./history-search.ts";
import { runStoppable, stoppedLine, stoppedStatus } from "./job-control.ts";
import { reapJobs } from "./jobs.ts";
import { parse } from "./parser.ts";
import { continuationText, promptText } from "./prompt.ts";
import { runText } from "./run.ts";
import { ExitSignal, Interrupted, LoopSignal, ReturnSignal } from "./signals.ts";
import type { ShellState } from "./state.ts";
import { type ShellIo, writeTo } from "./streams.ts";
import { ShellSyntaxError } from "./syntax.ts";

type Entered = { type: "line"; text: string } | { type: "interrupt" } | { type: "end" };

function packageScripts(folder: string): string[] {
  try {
    const parsed: unknown = JSON.parse(readFileSync(resolve(folder, "package.json"), "utf8"));
    if (
      typeof parsed !== "object" ||
      parsed === null ||
      !("scripts" in parsed) ||
      typeof parsed.scripts !== "object" ||
      parsed.scripts === null
    )
      return [];
    return Object.keys(parsed.scripts);
  } catch (error) {
    if (errorCode(error) === "" && !(error instanceof SyntaxError)) throw error;
    return [];
  }
}

function completionSources(state: ShellState): CompletionSources {
  return {
    commands: () => [
      ...builtins.keys(),
      ...state.functions.keys(),
      ...state.aliases.keys(),
      ...listPrograms(state.variables.get("PATH") ?? ""),
    ],
    entries: (folder) => listEntries(resolve(state.cwd, folder)),
    variables: () => [...state.variables.keys()],
    scripts: () => packageScripts(state.cwd),
    home: state.variables.get("HOME") ?? "/",
  };
}

/** Keys that arrive between two prompts in one piece (a paste of several lines) wait here for the next one. */
let typedAhead = "";

/** Asks for one line. Reading starts and stops here: while a command runs, the terminal's input is the command's. */
function askLine(prompt: string, state: ShellState): Promise<Entered> {
  return new Promise((done) => {
    const input = process.stdin;
    const reader = createInterface({
      input,
      output: process.stdout,
      terminal: true,
      prompt,
      history: [...state.shared.history],
      historySize: historyLength,
      removeHistoryDuplicates: true,
      completer: (line: string): [string[], string] => {
        const { choices, word } = complete(line, completionSources(state));
        return [choices, word];
      },
    });
    let entered: Entered | null = null;
    const keepKey = (text: string | undefined, key: { sequence?: string }) => {
      if (entered !== null) typedAhead += text ?? key.sequence ?? "";
    };
    input.prependListener("keypress", keepKey);
    const search = new HistorySearch(reader, prompt, state.shared.history);
    const finish = (result: Entered) => {
      if (entered !== null) return;
      entered = result;
      search.dispose();
      reader.close();
      setImmediate(() => {
        input.off("keypress", keepKey);
        done(result);
      });
    };
    reader.on("line", (text) => finish({ type: "line", text }));
    reader.on("SIGINT", () => {
      process.stdout.write("^C\n");
      finish({ type: "interrupt" });
    });
    reader.on("SIGTSTP", () => undefined);
    reader.on("close", () => finish({ type: "end" }));
    reader.prompt();
    const waiting = typedAhead;
    typedAhead = "";
    if (waiting !== "") reader.write(waiting);
  });
}

/** One whole command: lines are asked for until the syntax is complete. */
async function askCommand(state: ShellState): Promise<Entered> {
  let text = "";
  for (;;) {
    const entered = await askLine(text === "" ? await promptText(state) : await continuationText(state), state);
    if (entered.type !== "line") return text !== "" && entered.type === "end" ? { type: "interrupt" } : entered;
    text += text === "" ? entered.text : `\n${entered.text}`;
    try {
      parse(text);
    } catch (error) {
      if (!(error instanceof ShellSyntaxError)) throw error;
      if (error.incomplete) continue;
    }
    return { type: "line", text };
  }
}

function historyFile(state: ShellState): string {
  return resolve(state.variables.get("HOME") ?? "/", ".jsh_history");
}

function readHistory(state: ShellState): void {
  try {
    state.shared.history = readFileSync(historyFile(state), "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .slice(-historyLength)
      .reverse();
  } catch (error) {
    if (errorCode(error) === "") throw error;
  }
}

function remember(text: string, state: ShellState): void {
  const line = text.trim();
  if (line === "" || line.includes("\n") || text.startsWith(" ")) return;
  const { history } = state.shared;
  if (history[0] === line) return;
  history.unshift(line);
  history.length = Math.min(history.length, historyLength);
  try {
    appendFileSync(historyFile(state), `${line}\n`);
  } catch (error) {
    if (errorCode(error) === "") throw error;
  }
}

async function runLine(text: string, io: ShellIo, state: ShellState): Promise<void> {
  try {
    const outcome = await runStoppable(text, () => runText(text, io, state), state);
    state.status = outcome.type === "ended" ? outcome.status : stoppedStatus;
    if (outcome.type === "stopped") await writeTo(io.stdout, stoppedLine(outcome.job, state));
  } catch (error) {
    if (error instanceof Interrupted) {
      state.status = 130;
      await writeTo(io.stdout, "\n");
    } else if (error instanceof ReturnSignal) state.status = error.status;
    else if (!(error instanceof LoopSignal)) throw error;
  }
}

/** `~/.jshrc` runs before the first prompt, where it exists. */
async function readStartFile(io: ShellIo, state: ShellState): Promise<void> {
  const file = resolve(state.variables.get("HOME") ?? "/", ".jshrc");
  if (existsSync(file)) await runLine(readFileSync(file, "utf8"), io, state);
}

/** A shell with stopped jobs warns once before it goes. */
function leaves(state: ShellState, warned: boolean): boolean {
  return warned || !state.shared.jobs.some((job) => job.stopped);
}

/** The prompt loop; returns the shell's exit status. */
export async function runInteractive(io: ShellIo, state: ShellState): Promise<number> {
  readHistory(state);
  let warned = false;
  process.on("SIGINT", () => {
    if (!state.shared.signalTraps.has("SIGINT")) state.shared.interrupt.abort();
  });
  // Ctrl-Z is for the command in front; with a listener of its own the shell is not stopped.
  for (const signal of ["SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGQUIT"] as const) process.on(signal, () => undefined);
  await readStartFile(io, state);
  for (;;) {
    await writeTo(io.stdout, freshLine(process.stdout.columns));
    for (const line of reapJobs(state)) await writeTo(io.stdout, `${line}\n`);
    const entered = await askCommand(state);
    if (entered.type === "end" && !leaves(state, warned)) {
      await writeTo(io.stdout, "exit\nThere are stopped jobs.\n");
      warned = true;
      continue;
    }
    warned = false;
    if (entered.type === "end") {
      await writeTo(io.stdout, "exit\n");
      return state.status;
    }
    if (entered.type === "interrupt") {
      state.status = 130;
      continue;
    }
    remember(entered.text, state);
    state.shared.interrupt = new AbortController();
    try {
      await runLine(entered.text, io, state);
    } catch (error) {
      if (error instanceof ExitSignal) return error.status;
      throw error;
    }
  }
}
