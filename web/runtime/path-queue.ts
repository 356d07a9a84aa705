/** Paths that wait to be looked at, each with the time from which it may be. */
import { runtimeLimits } from "./limits.ts";

interface Published {
  publishedAt: number;
  count: number;
}

export class PathQueue {
  readonly #due = new Map<string, number>();
  /** Since when a path that changes again and again has been put off. */
  readonly #putOffSince = new Map<string, number>();
  readonly #published = new Map<string, Published>();

  /** Something changed at `path`; it is looked at `delayMs` later, or when an earlier wish falls due. */
  add(path: string, nowMs: number, delayMs: number): void {
    const at = Math.max(nowMs + delayMs, this.#notBefore(path));
    this.#due.set(path, Math.min(this.#due.get(path) ?? Number.POSITIVE_INFINITY, at));
  }

  /** Something changed at `path`, and more is to come: it is looked at when nothing has for `pauseMs`, or `maxMs` after the first. */
  addAfterPause(path: string, nowMs: number, pauseMs: number, maxMs: number): void {
    const since = this.#putOffSince.get(path) ?? nowMs;
    this.#putOffSince.set(path, since);
    this.#due.set(path, Math.max(Math.min(nowMs + pauseMs, since + maxMs), this.#notBefore(path)));
  }

  /** A program's write at `path` went into the document. */
  published(path: string, nowMs: number): void {
    const before = this.#published.get(path);
    const continues = before && nowMs - before.publishedAt < runtimeLimits.restMs;
    this.#published.set(path, { publishedAt: nowMs, count: continues ? before.count + 1 : 1 });
  }

  /** Whether a program may publish at `path` now; if not it waits in the queue. */
  mayPublish(path: string, nowMs: number): boolean {
    const at = this.#notBefore(path);
    if (at <= nowMs) return true;
    this.#due.set(path, at);
    return false;
  }

  /** Takes out the paths that are due. */
  take(nowMs: number): string[] {
    const paths = [...this.#due].filter(([, at]) => at <= nowMs).map(([path]) => path);
    for (const path of paths) {
      this.#due.delete(path);
      this.#putOffSince.delete(path);
    }
    return paths;
  }

  /** When the next path falls due. */
  get nextAt(): number | undefined {
    return this.#due.size === 0 ? undefined : Math.min(...this.#due.values());
  }

  #notBefore(path: string): number {
    const before = this.#published.get(path);
    if (!before) return 0;
    const rest =
      before.count >= runtimeLimits.maxWritesWithoutRest ? runtimeLimits.holdMs : runtimeLimits.toDocumentIntervalMs;
    return before.publishedAt + rest;
  }
}
