import type { ChildProcess } from "node:child_process";
import type { ShellIo } from "./streams.ts";
import type { Command } from "./syntax.ts";

/** Values by index (as a decimal text) or, when associative, by key. */
export interface ShellArray {
  associative: boolean;
  values: Map<string, string>;
}

/** What `set` switches, by the letters and names it knows. */
export interface ShellOptions {
  exitOnError: boolean;
  trace: boolean;
  unsetIsError: boolean;
  pipefail: boolean;
  noGlob: boolean;
  noClobber: boolean;
  allExport: boolean;
  noExec: boolean;
  verbose: boolean;
}

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
  /** Its first process; a number of the shell's own while no process belongs to it. */
  pid: number;
  /** Exit status once it has ended. */
  status: number | null;
  /** The signal that `kill` sent to it, 0 before. */
  signal: number;
  /** Stopped by Ctrl-Z or a stop signal. */
  stopped: boolean;
  /** Called when a process of it stops or ends: whoever waits in the foreground looks again. */
  changed: Set<() => void>;
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
  /** Statuses of background jobs that have ended and were not waited for, by pid. */
  ended: Map<number, number>;
  /** Commands of `trap` whose signal has arrived; run between two commands. */
  pendingTraps: string[];
  /** Commands of `trap` by signal; an empty one ignores the signal. */
  signalTraps: Map<string, string>;
  /** Copies of the shell that run at this moment, jobs' copies included. */
  copies: { running: number };
  /** Commands that run beside others: `> >(…)`; and what ends their input. */
  beside: Set<Promise<void>>;
  openSinks: Set<() => void>;
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
  /** Loops that run around the command at hand. */
  loops: number;
  arrays: Map<string, ShellArray>;
  readonly: Set<string>;
  /** Names whose values are worked out as arithmetic: `declare -i`. */
  integers: Set<string>;
  options: ShellOptions;
  /** Names switched on by `shopt`. */
  shopt: Set<string>;
  /** Puts back what each function call that runs has made `local`: name → how. */
  locals: Map<string, () => void>[];
  /** Commands of `trap` for EXIT and ERR. */
  traps: Map<string, string>;
  /** Folders of `pushd`. */
  folders: string[];
  /** Where `getopts` stands within a bundle of letters. */
  optionAt: number;
  startedMs: number;
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
  variables.set("OPTIND", "1");
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
    loops: 0,
    arrays: new Map([["PIPESTATUS", { associative: false, values: new Map([["0", "0"]]) }]]),
    readonly: new Set(),
    integers: new Set(),
    options: {
      exitOnError: false,
      trace: false,
      unsetIsError: false,
      pipefail: false,
      noGlob: false,
      noClobber: false,
      allExport: false,
      noExec: false,
      verbose: false,
    },
    shopt: new Set(),
    locals: [],
    traps: new Map(),
    folders: [],
    optionAt: 1,
    startedMs: Date.now(),
    shared: {
      runner: options.runner,
      jobs: [],
      nextJob: 1,
      lastBackgroundPid: 0,
      ended: new Map(),
      pendingTraps: [],
      signalTraps: new Map(),
      copies: { running: 0 },
      beside: new Set(),
      openSinks: new Set(),
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
    arrays: new Map(
      [...state.arrays].map(([name, { associative, values }]) => [name, { associative, values: new Map(values) }]),
    ),
    readonly: new Set(state.readonly),
    integers: new Set(state.integers),
    shopt: new Set(state.shopt),
    locals: [],
    traps: new Map(),
    folders: [...state.folders],
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
