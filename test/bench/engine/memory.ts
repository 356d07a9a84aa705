/** Memory of the browser that this process started, read from Linux's /proc. */
import { readdirSync, readFileSync } from "node:fs";

function parentOf(pid: number): number {
  try {
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
  } catch {
    return 0; // it ended while we looked
  }
}

function privateKb(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
    return Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0);
  } catch {
    return 0; // it ended while we looked
  }
}

/** Megabytes that all descendants of this process hold: each page of memory counted once. */
export function descendantsMb(): number {
  const pids = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  const parents = new Map(pids.map((pid) => [pid, parentOf(pid)]));
  const isOurs = (pid: number): boolean => {
    for (let at = parents.get(pid) ?? 0; at > 1; at = parents.get(at) ?? 0) if (at === process.pid) return true;
    return false;
  };
  return pids.filter(isOurs).reduce((sum, pid) => sum + privateKb(pid), 0) / 1024;
}
