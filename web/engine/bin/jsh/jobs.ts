import { Interrupted } from "./signals.ts";
import { forkState, type Job, type ShellState } from "./state.ts";
import { type ShellIo, writeTo } from "./streams.ts";
import type { ListItem } from "./syntax.ts";

/** How long `&` waits for the first process, so that `$!` and the job's line can name it. */
const startWaitMs = 50;

/** Starts a command in the background; its status is 0 at once. */
export async function startJob(item: ListItem, io: ShellIo, state: ShellState): Promise<number> {
  const copy = forkState(state);
  let started = (_pid: number) => {};
  const firstPid = new Promise<number>((done) => {
    started = done;
  });
  const job: Job = {
    id: state.shared.nextJob++,
    source: item.source,
    status: null,
    done: Promise.resolve(0),
    children: new Set(),
    cancelled: false,
    onStart: (pid) => started(pid),
  };
  copy.job = job;
  copy.shared = { ...state.shared, interrupt: new AbortController(), interactive: false };
  job.done = state.shared.runner
    .subshell({ type: "list", items: [{ ...item, background: false }] }, { ...io, stdin: { type: "none" } }, copy)
    .catch((error: unknown) => {
      if (error instanceof Interrupted) return 143;
      throw error;
    })
    .then((status) => {
      job.status = status;
      return status;
    });
  state.shared.jobs.push(job);
  let timer: NodeJS.Timeout | undefined;
  const pid = await Promise.race([
    firstPid,
    job.done.then(() => 0),
    new Promise<number>((done) => (timer = setTimeout(done, startWaitMs, 0))),
  ]);
  clearTimeout(timer);
  state.shared.lastBackgroundPid = pid;
  if (state.shared.interactive) await writeTo(io.stderr, `[${job.id}] ${pid === 0 ? job.source : pid}\n`);
  return 0;
}

/** The job that `%1`, `%%`, `%+`, a pid or nothing names. */
export function findJob(name: string | undefined, state: ShellState): Job | undefined {
  const { jobs } = state.shared;
  if (name === undefined || name === "%%" || name === "%+" || name === "%")
    return jobs.findLast((job) => job.status === null) ?? jobs.at(-1);
  if (name.startsWith("%"))
    return jobs.find((job) => String(job.id) === name.slice(1) || job.source.startsWith(name.slice(1)));
  return jobs.find((job) => [...job.children].some((child) => String(child.pid) === name));
}

/** A job's line in `jobs` and after it has ended. */
export function describeJob(job: Job): string {
  const state =
    job.status === null
      ? "Running"
      : job.status === 0
        ? "Done"
        : job.status > 128
          ? "Terminated"
          : `Exit ${job.status}`;
  return `[${job.id}]  ${state.padEnd(24)}${job.source}${job.status === null ? " &" : ""}`;
}

/** Takes the jobs that have ended off the list and returns their lines. */
export function reapJobs(state: ShellState): string[] {
  const ended = state.shared.jobs.filter((job) => job.status !== null);
  for (const job of ended) state.shared.jobs.splice(state.shared.jobs.indexOf(job), 1);
  return ended.map(describeJob);
}

/** Ends every process of a job and lets no further one start. */
export function endJob(job: Job, signal: NodeJS.Signals | number): void {
  if (signal !== 0) job.cancelled = true;
  for (const child of job.children) child.kill(signal);
}
