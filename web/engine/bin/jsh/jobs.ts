import { constants } from "node:os";
import { ExitSignal, Interrupted } from "./signals.ts";
import { forkState, type Job, type ShellState } from "./state.ts";
import { type ShellIo, writeTo } from "./streams.ts";
import type { ListItem } from "./syntax.ts";

/** How long `&` waits for the first process, so that `$!` and the job's line can name it. */
const startWaitMs = 50;
/** Numbers of jobs that are no process lie above those of processes (Linux counts to 4,194,304). */
const insidePids = 5_000_000;

/** A new entry in the shell's list of jobs. */
export function createJob(source: string, state: ShellState): Job {
  const { shared } = state;
  if (shared.jobs.length === 0) shared.nextJob = 1;
  const id = shared.nextJob++;
  const job: Job = {
    id,
    source,
    pid: insidePids + id,
    status: null,
    signal: 0,
    stopped: false,
    changed: new Set(),
    done: Promise.resolve(0),
    children: new Set(),
    cancelled: false,
    onStart: () => undefined,
  };
  shared.jobs.push(job);
  return job;
}

/** Starts a command in the background; its status is 0 at once. */
export async function startJob(item: ListItem, io: ShellIo, state: ShellState): Promise<number> {
  const copy = forkState(state);
  const job = createJob(item.source, state);
  const firstPid = new Promise<number>((done) => {
    job.onStart = (pid) => {
      job.onStart = () => undefined;
      job.pid = pid;
      done(pid);
    };
  });
  copy.job = job;
  copy.shared = { ...state.shared, jobs: [], interrupt: new AbortController(), interactive: false };
  job.done = state.shared.runner
    .subshell(
      { type: "list", items: [{ ...item, background: false }] },
      // A subshell's commands may read what it reads; a terminal's keys are the foreground's.
      { ...io, stdin: { type: "none" } },
      copy,
    )
    .catch((error: unknown) => {
      if (error instanceof Interrupted) return 128 + (job.signal || constants.signals.SIGTERM);
      if (error instanceof ExitSignal) return error.status;
      throw error;
    })
    .then((status) => endWith(job, status, state));
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([firstPid, job.done, new Promise((done) => (timer = setTimeout(done, startWaitMs)))]);
  clearTimeout(timer);
  state.shared.lastBackgroundPid = job.pid;
  if (state.shared.interactive) await writeTo(io.stderr, `[${job.id}] ${job.pid}\n`);
  return 0;
}

/** Notes a job's end for `wait`, `jobs` and the prompt. */
export function endWith(job: Job, status: number, { shared }: ShellState): number {
  job.status = status;
  job.stopped = false;
  shared.ended.set(job.pid, status);
  if (!shared.interactive) shared.jobs.splice(0, shared.jobs.length, ...shared.jobs.filter((one) => one !== job));
  for (const listener of [...job.changed]) listener();
  return status;
}

/** The job that `%1`, `%%`, `%+`, `%-`, `%name`, `%?text`, a pid or nothing names. */
export function findJob(name: string | undefined, state: ShellState): Job | undefined {
  const { jobs } = state.shared;
  const current = jobs.findLast((job) => job.stopped) ?? jobs.findLast((job) => job.status === null) ?? jobs.at(-1);
  if (name === undefined || ["%%", "%+", "%"].includes(name)) return current;
  if (name === "%-") return jobs.findLast((job) => job !== current) ?? current;
  if (name.startsWith("%?")) return jobs.findLast((job) => job.source.includes(name.slice(2)));
  if (name.startsWith("%"))
    return jobs.findLast((job) => String(job.id) === name.slice(1) || job.source.startsWith(name.slice(1)));
  return jobs.find((job) => String(job.pid) === name || [...job.children].some((child) => String(child.pid) === name));
}

const stateWords: ReadonlyMap<number, string> = new Map([
  [128 + constants.signals.SIGKILL, "Killed"],
  [128 + constants.signals.SIGHUP, "Hangup"],
  [128 + constants.signals.SIGINT, "Interrupt"],
  [128 + constants.signals.SIGTERM, "Terminated"],
]);

function stateWord({ status, stopped }: Job): string {
  if (stopped) return "Stopped";
  if (status === null) return "Running";
  return stateWords.get(status) ?? (status === 0 ? "Done" : `Exit ${status}`);
}

/** A job's line in `jobs` and after it has ended or stopped; `+` marks the current one. */
export function describeJob(job: Job, state: ShellState): string {
  const current = findJob(undefined, state) === job ? "+" : findJob("%-", state) === job ? "-" : " ";
  const running = job.status === null && !job.stopped;
  return `[${job.id}]${current}  ${stateWord(job).padEnd(24)}${job.source}${running ? " &" : ""}`;
}

/** Takes the jobs that have ended off the list and returns their lines. */
export function reapJobs(state: ShellState): string[] {
  const ended = state.shared.jobs.filter((job) => job.status !== null);
  const lines = ended.map((job) => describeJob(job, state));
  for (const job of ended) state.shared.jobs.splice(state.shared.jobs.indexOf(job), 1);
  return lines;
}

/** Sends a signal to every process of a job; one that ends processes lets no further one start. */
export function signalJob(job: Job, signal: number): void {
  const { SIGCONT, SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU } = constants.signals;
  const stops = [SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU].some((one) => one === signal);
  if (signal !== 0 && signal !== SIGCONT && !stops) {
    job.cancelled = true;
    job.signal = signal;
  }
  for (const child of job.children) child.kill(signal);
  // A stopped process hears of its end when it goes on.
  if (job.stopped && job.cancelled) for (const child of job.children) child.kill("SIGCONT");
}
