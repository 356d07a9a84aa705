import type { ChildProcess } from "node:child_process";
import type { ShellIo } from "./streams.ts";
import type { Command } from "./syntax.ts";

/** How commands are run; handed in so that pipelines, jobs and builtins need not know the runner's file. */
export interface Runner {
  command(command: Command, io: ShellIo, state: ShellState): Promise<number>;
  /** In a copy of the shell. */
  subshell(command: Command, io: ShellIo, state: ShellState): Promise<number>;
  /** A script text; a syntax error is reported and status 2. */
  text(text: string, io: ShellIo, state: ShellState): Promise<number>;
  /** A function, builtin or program by its name and arguments. */
  named(args: string[], assigned: Map<string, string>, io: ShellIo, state: ShellState): Promise<number>;
}

/** A pipeline started with `&`. */
export interface Job {
  id: number;
  source: string;
  /** Exit status once it has ended. */
  status: number | null;
  done: Promise<number>;
  children: Set<ChildProcess>;
  /** Called when the first process of it has started. */
  onStart(pid: number): void;
  /** Set by `kill %n`: no further command of it starts. */
  cancelled: boolean;
}

/** What all copies of a shell's state have in common. */
export interface SharedState {
  readonly runner: Runner;
  jobs: Job[];
  nextJob: number;
  lastBackgroundPid: number;
  interactive: boolean;
  history: string[];
  /** Children that Ctrl-C and the shell's own end concern. */
  children: Set<ChildProcess>;
  /** Aborted by Ctrl-C; made anew for each command line. */
  interrupt: AbortController;
}

/** Everything a shell remembers. A subshell works on a copy. */
export interface ShellState {
  cwd: string;
  previousCwd: string;
  variables: Map<string, string>;
  exported: Set<string>;
  functions: Map<string, Command>;
  aliases: Map<string, string>;
  positional: string[];
  scriptName: string;
  status: number;
  depth: number;
  options: { exitOnError: boolean; trace: boolean; unsetIsError: boolean; pipefail: boolean };
  /** What each function call that runs has to put back: names made `local` → their value before. */
  locals: Map<string, string | undefined>[];
  /** Command for `trap … EXIT`. */
  exitTrap: string | null;
  shared: SharedState;
  /** The job this copy runs for. */
  job: Job | null;
}

/** A shell's state at start: the environment as exported variables. */
export function createState(options: {
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
  interactive: boolean;
  scriptName: string;
  positional: string[];
  runner: Runner;
}): ShellState {
  const variables = new Map<string, string>();
  for (const [name, value] of Object.entries(options.env)) if (value !== undefined) variables.set(name, value);
  const exported = new Set(variables.keys());
  variables.set("PWD", options.cwd);
  exported.add("PWD");
  variables.set("IFS", " \t\n");
  return {
    cwd: options.cwd,
    previousCwd: options.cwd,
    variables,
    exported,
    functions: new Map(),
    aliases: new Map(),
    positional: options.positional,
    scriptName: options.scriptName,
    status: 0,
    depth: 0,
    options: { exitOnError: false, trace: false, unsetIsError: false, pipefail: false },
    locals: [],
    exitTrap: null,
    shared: {
      runner: options.runner,
      jobs: [],
      nextJob: 1,
      lastBackgroundPid: 0,
      interactive: options.interactive,
      history: [],
      children: new Set(),
      interrupt: new AbortController(),
    },
    job: null,
  };
}

/** A subshell's own copy: what it changes stays inside. */
export function forkState(state: ShellState): ShellState {
  return {
    ...state,
    variables: new Map(state.variables),
    exported: new Set(state.exported),
    functions: new Map(state.functions),
    aliases: new Map(state.aliases),
    positional: [...state.positional],
    locals: [],
    exitTrap: null,
    options: { ...state.options },
  };
}

/** The environment that a command gets. */
export function exportedEnvironment(state: ShellState, extra: ReadonlyMap<string, string>): Record<string, string> {
  const env: Record<string, string> = {};
  for (const name of state.exported) {
    const value = state.variables.get(name);
    if (value !== undefined) env[name] = value;
  }
  for (const [name, value] of extra) env[name] = value;
  return env;
}
