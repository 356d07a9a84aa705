import { BrokenPipe, ToolFailure } from "../lib/errors.ts";
import { builtins } from "./builtins/index.ts";
import { contextOf } from "./context.ts";
import { expandWords } from "./expand.ts";
import { type Started, startExternal } from "./process.ts";
import { applyRedirects } from "./redirect.ts";
import { forkState, type ShellState } from "./state.ts";
import { innerPipe, type ShellIo, type Sink, type Source } from "./streams.ts";
import { type Command, ShellSyntaxError } from "./syntax.ts";

type StageIo = Omit<ShellIo, "stdin"> & { stdin: Source | "pipe" };

/**
 * Starts every stage at once, the last one first: a stage is then born with its reader's pipe as its output, so the
 * bytes go from process to process without passing the shell. Returns the last status (the last non-zero one under pipefail).
 */
export async function runPipeline(stages: readonly Command[], io: ShellIo, state: ShellState): Promise<number> {
  const statuses: Promise<number>[] = [];
  let output: Sink = io.stdout;
  for (let at = stages.length - 1; at >= 0; at--) {
    const stage = stages[at];
    if (stage === undefined) continue;
    const stdin = at === 0 ? io.stdin : "pipe";
    const started = await startStage(stage, { stdin, stdout: output, stderr: io.stderr }, state);
    if (output !== io.stdout) releaseAfter(started, output);
    statuses.unshift(started.status);
    output = started.input ?? closedSink();
  }
  const ended = await Promise.all(statuses);
  state.arrays.set("PIPESTATUS", {
    associative: false,
    values: new Map(ended.map((status, at) => [String(at), String(status)])),
  });
  return state.options.pipefail ? (ended.findLast((status) => status !== 0) ?? 0) : (ended.at(-1) ?? 0);
}

/** The pipe to a stage that never started: whoever writes finds it broken. */
function closedSink(): Sink {
  const { sink, source } = innerPipe();
  if (source.type === "stream") source.stream.destroy();
  return sink;
}

/** Lets go of the shell's end of a pipe once the stage that writes to it has it, or has ended. */
function releaseAfter(started: Started & { direct?: boolean }, output: Sink): void {
  if (output.type !== "stream") return;
  if (started.direct) output.stream.destroy();
  else
    void started.status.then(() => {
      if (!output.stream.destroyed) output.stream.end();
    });
}

/** A stage that is a plain program becomes a process; anything else runs in a copy of the shell. */
async function startStage(stage: Command, io: StageIo, state: ShellState): Promise<Started & { direct?: boolean }> {
  const copy = forkState(state);
  if (stage.type === "simple" && stage.assignments.length === 0 && isPlain(stage) && !copy.options.trace) {
    const outer: ShellIo = { ...io, stdin: io.stdin === "pipe" ? { type: "none" } : io.stdin };
    try {
      const args = await expandWords(stage.words, contextOf(copy, outer));
      const [name] = args;
      if (
        name !== undefined &&
        !copy.functions.has(name) &&
        !copy.aliases.has(name) &&
        !(builtins.has(name) && name !== "sleep")
      ) {
        const redirected = await applyRedirects(stage.redirects, outer, contextOf(copy, outer));
        const stdin = redirected.io.stdin === outer.stdin ? io.stdin : redirected.io.stdin;
        const started = await startExternal(args, new Map(), { ...redirected.io, stdin }, copy);
        redirected.close();
        const direct = io.stdout.type === "stream" && "_handle" in io.stdout.stream;
        return { ...started, direct, input: stdin === io.stdin ? started.input : null };
      }
    } catch (error) {
      if (!(error instanceof ToolFailure) && !(error instanceof ShellSyntaxError)) throw error;
      // Run inside the shell it fails again, and is reported there.
    }
  }
  return startInside(stage, io, copy);
}

/** No `<(…)` in it: what has to be done after the command is the shell's work. */
function isPlain({ words, redirects }: Extract<Command, { type: "simple" }>): boolean {
  return [...words, ...redirects.map(({ target }) => target)].every((word) =>
    word.every(({ type }) => type !== "process"),
  );
}

/** Runs a stage within the shell while the others run. */
function startInside(stage: Command, io: StageIo, state: ShellState): Started {
  const pipe = io.stdin === "pipe" ? innerPipe() : null;
  const stdin = pipe?.source ?? (io.stdin === "pipe" ? { type: "none" as const } : io.stdin);
  const status = state.shared.runner
    .subshell(stage, { ...io, stdin }, state)
    .catch((error: unknown) => {
      if (error instanceof BrokenPipe) return 141;
      throw error;
    })
    .finally(() => {
      if (pipe?.source.type === "stream") pipe.source.stream.destroy();
    });
  return { status, input: pipe?.sink ?? null };
}
