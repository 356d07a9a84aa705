import { constants } from "node:os";
import { errorText, ToolFailure } from "../../lib/errors.ts";
import { describeJob, endJob, findJob, reapJobs } from "../jobs.ts";
import { Interrupted } from "../signals.ts";
import type { Job, ShellState } from "../state.ts";
import { writeTo } from "../streams.ts";
import type { Builtin } from "./builtin.ts";

function jobNamed(name: string | undefined, state: ShellState): Job {
  const job = findJob(name, state);
  if (job === undefined) throw new ToolFailure(`${name ?? "current"}: no such job`);
  return job;
}

/** Waits for a job; Ctrl-C leaves off waiting. */
async function waitFor(job: Job, state: ShellState): Promise<number> {
  const { signal } = state.shared.interrupt;
  const interrupted = new Promise<null>((done) => signal.addEventListener("abort", () => done(null), { once: true }));
  const status = await Promise.race([job.done, interrupted]);
  if (status === null) throw new Interrupted();
  const at = state.shared.jobs.indexOf(job);
  if (at !== -1) state.shared.jobs.splice(at, 1);
  return status;
}

/** `jobs`. */
export const jobs: Builtin = async ({ io, state }) => {
  await writeTo(io.stdout, state.shared.jobs.map((job) => `${describeJob(job)}\n`).join(""));
  reapJobs(state);
  return 0;
};

/** `fg [job]`: waits for a job as if it had been started without `&`; Ctrl-C ends it. */
export const fg: Builtin = async ({ args, io, state }) => {
  const job = jobNamed(args[0], state);
  await writeTo(io.stdout, `${job.source}\n`);
  try {
    return await waitFor(job, state);
  } catch (error) {
    if (error instanceof Interrupted) endJob(job, "SIGINT");
    throw error;
  }
};

/** `bg [job]`: jobs in the background run already, so it only names the job. */
export const bg: Builtin = async ({ args, io, state }) => {
  const job = jobNamed(args[0], state);
  await writeTo(io.stdout, `[${job.id}] ${job.source} &\n`);
  return 0;
};

/** `wait [job or pid…]`. */
export const wait: Builtin = async ({ args, state }) => {
  const waited = args.length === 0 ? [...state.shared.jobs] : args.map((name) => findJob(name, state));
  let status = args.length === 0 ? 0 : 127;
  for (const job of waited) if (job !== undefined) status = await waitFor(job, state);
  return args.length === 0 ? 0 : status;
};

function signalNumber(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  const name = text.startsWith("SIG") ? text : `SIG${text}`;
  const found = Object.entries(constants.signals).find(([candidate]) => candidate === name);
  if (found === undefined) throw new ToolFailure(`${text}: invalid signal specification`);
  return found[1];
}

/** `kill [-signal] job or pid…`, `kill -l`. */
export const kill: Builtin = async ({ args, io, state }) => {
  const rest = [...args];
  if (rest[0] === "-l") {
    await writeTo(
      io.stdout,
      `${Object.keys(constants.signals)
        .map((name) => name.slice(3))
        .join(" ")}\n`,
    );
    return 0;
  }
  let signal: number = constants.signals.SIGTERM;
  if (rest[0] === "-s") signal = signalNumber(rest.splice(0, 2)[1] ?? "");
  else if (/^-[A-Z0-9]/.test(rest[0] ?? "")) signal = signalNumber((rest.shift() ?? "").slice(1));
  if (rest.length === 0) throw new ToolFailure("usage: kill [-signal] job or pid", 2);
  let status = 0;
  for (const name of rest) {
    const job = findJob(name, state);
    if (job !== undefined && name.startsWith("%")) {
      endJob(job, signal);
      continue;
    }
    try {
      if (!/^-?\d+$/.test(name)) throw new ToolFailure("arguments must be process or job IDs");
      process.kill(Number(name), signal);
    } catch (error) {
      await writeTo(
        io.stderr,
        `kill: ${name}: ${error instanceof Error && "code" in error && error.code === "ESRCH" ? "No such process" : errorText(error)}\n`,
      );
      status = 1;
    }
  }
  return status;
};
