import { readdirSync, readFileSync } from "node:fs";
import { errorCode } from "./errors.ts";

/** A process as `/proc` shows it. */
export interface ListedProcess {
  pid: number;
  parent: number;
  /** Linux's letter: R, S, T (stopped), Z. */
  state: string;
  /** The program's name, at most 15 characters. */
  name: string;
  args: string[];
  /** 0 without a terminal. */
  terminal: number;
  /** Hundredths of a second between the system's start and its own. */
  startTicks: number;
}

/** One process; null when there is none of that number. */
export function readProcess(pid: number): ListedProcess | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const end = stat.lastIndexOf(")");
    const fields = stat.slice(end + 2).split(" ");
    const args = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").slice(0, -1);
    return {
      pid,
      name: stat.slice(stat.indexOf("(") + 1, end),
      state: fields[0] ?? "S",
      parent: Number(fields[1]),
      terminal: Number(fields[4]),
      startTicks: Number(fields[19]),
      args,
    };
  } catch (error) {
    if (errorCode(error) === "") throw error;
    return null;
  }
}

/** Every process, by ascending number. */
export function listProcesses(): ListedProcess[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readProcess(Number(name)))
    .filter((one) => one !== null)
    .sort((a, b) => a.pid - b.pid);
}

/** The processes and all that they have started, parents first. */
export function withDescendants(pids: readonly number[]): number[] {
  const all = listProcesses();
  const found = [...pids];
  for (const pid of found) found.push(...all.filter(({ parent }) => parent === pid).map((one) => one.pid));
  return found;
}
