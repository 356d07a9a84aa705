import type { ChildProcess } from "node:child_process";
import { constants } from "node:os";
import { errorCode } from "../lib/errors.ts";
import { readProcess, withDescendants } from "../lib/process-list.ts";
import { createJob, describeJob, endWith } from "./jobs.ts";
import { Interrupted } from "./signals.ts";
import type { Job, ShellState } from "./state.ts";

/** What a foreground command has come to: its status, or that it was stopped. */
export type Outcome = { type: "ended"; status: number } | { type: "stopped"; job: Job };

/** The status of a stopped command, as bash gives it. */
export const stoppedStatus = 128 + constants.signals.SIGTSTP;

function someStopped(children: ReadonlySet<ChildProcess>): boolean {
  return [...children].some(
    (child) => child.pid !== undefined && child.exitCode === null && readProcess(child.pid)?.state === "T",
  );
}

/** Watches a line's processes: when one is stopped the line becomes a job and the prompt comes back. */
export async function runStoppable(source: string, action: () => Promise<number>, state: ShellState): Promise<Outcome> {
  const { children } = state.shared;
  const running = action();
  const stopped = whenStopped(children);
  const ended = running.then((status): Outcome => ({ type: "ended", status }));
  const first = await Promise.race([ended, stopped.promise]).finally(stopped.cancel);
  if (first !== null) return first;
  const job = createJob(source, state);
  job.stopped = true;
  job.children = children;
  state.shared.children = new Set();
  const [leader] = children;
  if (leader?.pid !== undefined) job.pid = leader.pid;
  job.done = running.catch(() => 130).then((status) => endWith(job, status, state));
  return { type: "stopped", job };
}

/** Resolves with null when one of the processes is stopped: the kernel says so by SIGCHLD, as it does of their end. */
function whenStopped(children: ReadonlySet<ChildProcess>): { promise: Promise<null>; cancel(): void } {
  let cancel = () => {};
  const promise = new Promise<null>((done) => {
    const look = () => {
      if (someStopped(children)) done(null);
    };
    process.on("SIGCHLD", look);
    cancel = () => void process.off("SIGCHLD", look);
  });
  return { promise, cancel: () => cancel() };
}

/** Lets a stopped job go on, with all that its processes have started: Ctrl-Z has stopped those too. */
export function resumeJob(job: Job): void {
  job.stopped = false;
  const pids = [...job.children].flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
  for (const pid of withDescendants(pids)) {
    try {
      process.kill(pid, "SIGCONT");
    } catch (error) {
      if (errorCode(error) !== "ESRCH") throw error;
    }
  }
}

/** Waits for a job in the foreground: until it ends, is stopped again, or Ctrl-C. */
export async function waitInForeground(job: Job, state: ShellState): Promise<number> {
  const { signal } = state.shared.interrupt;
  const interrupted = new Promise<"interrupted">((done) =>
    signal.addEventListener("abort", () => done("interrupted"), { once: true }),
  );
  const stopped = whenStopped(job.children);
  const first = await Promise.race([job.done, interrupted, stopped.promise]).finally(stopped.cancel);
  if (first === "interrupted") throw new Interrupted();
  if (first === null) {
    job.stopped = true;
    return stoppedStatus;
  }
  const at = state.shared.jobs.indexOf(job);
  if (at !== -1) state.shared.jobs.splice(at, 1);
  return first;
}

/** The line that tells of a stopped job. */
export function stoppedLine(job: Job, state: ShellState): string {
  return `\n${describeJob(job, state)}\n`;
}
