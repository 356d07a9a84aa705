import { constants } from "node:os";
import { errorCode, errorText, ToolFailure } from "../../lib/errors.ts";
import { resumeJob, stoppedLine, waitInForeground } from "../job-control.ts";
import { describeJob, findJob, reapJobs, signalJob } from "../jobs.ts";
import { Interrupted } from "../signals.ts";
import type { Job, ShellState } from "../state.ts";
import { writeTo } from "../streams.ts";
import { takeSignal } from "../traps.ts";
import type { Builtin } from "./builtin.ts";

function jobNamed(name: string | undefined, state: ShellState): Job {
  const job = findJob(name === undefined || name.startsWith("%") ? name : `%${name}`, state);
  if (job === undefined) throw new ToolFailure(`${name ?? "current"}: no such job`);
  return job;
}

/** Waits for a job; Ctrl-C, and a signal that has a trap, leave off waiting. */
async function waitFor(job: Job, state: ShellState): Promise<number> {
  const { signal } = state.shared.interrupt;
  const interrupted = new Promise<null>((done) => signal.addEventListener("abort", () => done(null), { once: true }));
  const status = await Promise.race([job.done, interrupted]);
  if (status === null) throw new Interrupted();
  const at = state.shared.jobs.indexOf(job);
  if (at !== -1) state.shared.jobs.splice(at, 1);
  return status;
}

/** `jobs [-lprs]`. */
export const jobs: Builtin = async ({ args, io, state }) => {
  const letters = args.join("");
  const shown = state.shared.jobs.filter(
    (job) =>
      (!letters.includes("r") || (job.status === null && !job.stopped)) && (!letters.includes("s") || job.stopped),
  );
  const line = (job: Job) => {
    if (letters.includes("p")) return `${job.pid}\n`;
    const text = describeJob(job, state);
    return letters.includes("l") ? `${text.slice(0, 6)}${job.pid} ${text.slice(6)}\n` : `${text}\n`;
  };
  await writeTo(io.stdout, shown.map(line).join(""));
  reapJobs(state);
  return 0;
};

/** `fg [job]`: lets a job go on, and waits for it as if it had been started without `&`. */
export const fg: Builtin = async ({ args, io, state }) => {
  const job = jobNamed(args[0], state);
  await writeTo(io.stdout, `${job.source}\n`);
  resumeJob(job);
  try {
    const status = await waitInForeground(job, state);
    if (job.stopped) await writeTo(io.stdout, stoppedLine(job, state));
    return status;
  } catch (error) {
    if (error instanceof Interrupted) signalJob(job, constants.signals.SIGINT);
    throw error;
  }
};

/** `bg [job]`: lets a stopped job go on in the background. */
export const bg: Builtin = async ({ args, io, state }) => {
  const job = jobNamed(args[0], state);
  resumeJob(job);
  await writeTo(io.stdout, `[${job.id}]+ ${job.source} &\n`);
  return 0;
};

/** `wait [-n] [job or pid…]`. */
export const wait: Builtin = async ({ args, state }) => {
  const { shared } = state;
  if (args[0] === "-n") {
    const running = shared.jobs.filter((job) => job.status === null);
    const ended = shared.jobs.find((job) => job.status !== null);
    if (ended !== undefined) return waitFor(ended, state);
    return running.length === 0 ? 127 : Promise.race(running.map((job) => waitFor(job, state)));
  }
  if (args.length === 0) {
    for (const job of [...shared.jobs]) if (!job.stopped) await waitFor(job, state);
    await Promise.all(shared.beside);
    return 0;
  }
  let status = 127;
  for (const name of args) {
    const job = findJob(name, state);
    status = job === undefined ? (shared.ended.get(Number(name)) ?? 127) : await waitFor(job, state);
  }
  return status;
};

/** `disown [job…]`: the shell forgets a job; it runs on. */
export const disown: Builtin = async ({ args, state }) => {
  for (const job of args.length === 0 ? [findJob(undefined, state)] : args.map((name) => findJob(name, state)))
    if (job !== undefined) state.shared.jobs.splice(state.shared.jobs.indexOf(job), 1);
  return 0;
};

/** The number of a signal given by number or name. */
export function signalNumber(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  const upper = text.toUpperCase();
  const name = upper.startsWith("SIG") ? upper : `SIG${upper}`;
  const found = Object.entries(constants.signals).find(([candidate]) => candidate === name);
  if (found === undefined) throw new ToolFailure(`${text}: invalid signal specification`);
  return found[1];
}

/** The name of a signal, SIG included; undefined when the number is none. */
export function signalName(number: number): string | undefined {
  return Object.entries(constants.signals).find(([, value]) => value === number)?.[0];
}

function listSignals(number: string | undefined): string {
  if (number !== undefined) return `${signalName(Number(number) % 128)?.slice(3) ?? number}\n`;
  const names = Object.keys(constants.signals).map((name) => name.slice(3));
  return `${names.join(" ")}\n`;
}

/** `kill [-signal | -s signal] job or pid…`, `kill -l`. */
export const kill: Builtin = async ({ args, io, state }) => {
  const rest = [...args];
  if (rest[0] === "-l") {
    await writeTo(io.stdout, listSignals(rest[1]));
    return 0;
  }
  let signal: number = constants.signals.SIGTERM;
  if (rest[0] === "-s" || rest[0] === "-n") signal = signalNumber(rest.splice(0, 2)[1] ?? "");
  else if (/^-[A-Za-z0-9]/.test(rest[0] ?? "")) signal = signalNumber((rest.shift() ?? "").slice(1));
  if (rest[0] === "--") rest.shift();
  if (rest.length === 0) throw new ToolFailure("usage: kill [-signal] job or pid", 2);
  let status = 0;
  for (const name of rest) {
    try {
      send(name, signal, state);
    } catch (error) {
      if (!(error instanceof ToolFailure) && errorCode(error) === "") throw error;
      const shown = /^-?\d+$/.test(name) ? `(${name}) - ` : `${name}: `;
      await writeTo(io.stderr, `jsh: kill: ${shown}${errorText(error)}\n`);
      status = 1;
    }
  }
  // The signal arrives with the loop's next turn; the command after `kill` is to see what it did.
  if (rest.includes(String(process.pid))) await new Promise((done) => setTimeout(done, 0));
  return status;
};

function send(name: string, signal: number, state: ShellState): void {
  const job = findJob(name, state);
  if (name.startsWith("%") || (job !== undefined && job.children.size === 0)) {
    if (job === undefined) throw new ToolFailure("no such job");
    signalJob(job, signal);
    return;
  }
  if (!/^-?\d+$/.test(name)) throw new ToolFailure("arguments must be process or job IDs");
  if (Number(name) === process.pid && takeSignal(signalName(signal) ?? "", state)) return;
  if (state.shared.ended.has(Number(name))) throw new ToolFailure("No such process");
  process.kill(Number(name), signal);
}
