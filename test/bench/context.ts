/** `npm run bench -- context`: how long a workspace of 10,000 files takes to be read for context, what it weighs, and what a question costs. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { contextLimits } from "../../shared/context/limits.ts";
import { importsOf } from "../../shared/models/file-outline.ts";
import { promptWindow } from "../../shared/models/prompt-window.ts";
import { findSecrets } from "../../shared/models/secret-scan.ts";
import { ContextIndex } from "../../web/workers/context/context-index.ts";
import { gatherContext } from "../../web/workers/context/gather.ts";

const wanted = 10_000;
const questions = 300;
const maxFileBytes = 60_000;

export async function bench(): Promise<object> {
  const files = sources();
  const heap = () => {
    globalThis.gc?.();
    return process.memoryUsage().heapUsed;
  };
  const before = heap();
  const index = new ContextIndex();
  const setMs = files.map(([path, text]) => timed(() => index.set(path, text)));
  const bytes = heap() - before;
  const places = files.filter(([path]) => /\.[cm]?[jt]sx?$/.test(path));
  const gatherMs: number[] = [];
  const windowMs: number[] = [];
  let chars = 0;
  for (let asked = 0; asked < questions; asked++) {
    const [path, text] = places[(asked * 7_919) % places.length] ?? ["", ""];
    const at = Math.floor((text.length * ((asked * 37) % 100)) / 100);
    const around = { prefix: text.slice(0, at), suffix: text.slice(at) };
    const tabs = Array.from({ length: 5 }, (_, tab) => files[(asked + tab * 101) % files.length]?.[0] ?? "");
    const question = { path, imports: importsOf(around.prefix, 20_000), ...around, edits: [], tabs };
    gatherMs.push(
      timed(() => (chars += gatherContext(index, question).reduce((sum, one) => sum + one.text.length, 0))),
    );
    windowMs.push(timed(() => promptWindow(around.prefix, around.suffix, { prefix: 24_000, suffix: 6_000 })));
  }
  const updateMs = files.slice(0, questions).map(([path, text]) => timed(() => index.set(path, `${text}\n`)));
  const suspected = files.filter(([, text]) => findSecrets(text).length > 0).length;
  return {
    files: index.files,
    pieces: index.words.size,
    sourceBytes: files.reduce((sum, [, text]) => sum + text.length, 0),
    // Meaningful with NODE_OPTIONS=--expose-gc.
    indexBytes: bytes,
    buildMs: Math.round(setMs.reduce((sum, ms) => sum + ms, 0)),
    longestFileMs: Math.max(...setMs),
    slices: { everyMs: contextLimits.sliceMs },
    gather: percentiles(gatherMs),
    update: percentiles(updateMs),
    window: percentiles(windowMs),
    meanChars: Math.round(chars / questions),
    suspectedFilesPct: (100 * suspected) / files.length,
  };
}

/** Installed packages stand for a workspace: code by many hands, each file under its own name. */
function sources(): [string, string][] {
  const found: [string, string][] = [];
  const visit = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (found.length >= wanted) return;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) visit(path);
      else if (/\.(?:[cm]?[jt]sx?|json|md|css|html)$/.test(entry.name) && statSync(path).size <= maxFileBytes) {
        found.push([
          path.replace(/^node_modules\//, "packages/").replaceAll("node_modules", "parts"),
          readFileSync(path, "utf8"),
        ]);
      }
    }
  };
  visit("node_modules");
  return found;
}

/** Processor time of this thread in milliseconds, which a busy machine hardly changes. */
function timed(work: () => void): number {
  const from = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(from);
  return (user + system) / 1_000;
}

function percentiles(values: readonly number[]): { p50Ms: number; p95Ms: number; maxMs: number } {
  const sorted = values.toSorted((left, right) => left - right);
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
  return { p50Ms: at(0.5), p95Ms: at(0.95), maxMs: at(1) };
}
