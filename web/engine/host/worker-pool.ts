import { limits } from "../kernel/limits.ts";
import type { Spare } from "../kernel/process-table.ts";

/** What the pool needs of a Worker. */
export type PoolWorker = Pick<Worker, "postMessage" | "terminate" | "onmessage" | "onerror" | "onmessageerror">;

export interface SpareLimits {
  least: number;
  /** After a burst of programs. */
  most: number;
}

/** For a device with that much memory in gigabytes. */
export function spareLimits(memoryGb: number): SpareLimits {
  const { spares, roomySpares, burstSpares } = limits;
  if (memoryGb < 4) return { least: spares, most: spares };
  return { least: memoryGb < 8 ? spares : roomySpares, most: burstSpares };
}

/**
 * Keeps Workers with Node's library loaded, so that a program starts in milliseconds. Who has started many programs at once does it
 * again (a test runner, a build): the spares become as many, until no such burst has come for a while.
 */
export class WorkerPool {
  readonly #begin: () => PoolWorker;
  readonly #spares: PoolWorker[] = [];
  /** Workers that still load Node's library: a spare is not begun beside them, it would only slow them down. */
  readonly #loading = new Set<PoolWorker>();
  readonly #spareLimits: SpareLimits;
  #wanted: number;
  /** Programs started in the burst that runs. */
  #burst = 0;
  #burstEnd: ReturnType<typeof setTimeout> | undefined;
  #calm: ReturnType<typeof setTimeout> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #broken = false;

  /** `begin` starts a Worker that loads Node's library and posts a message when it has. */
  constructor(begin: () => PoolWorker, spareLimits: SpareLimits) {
    this.#begin = begin;
    this.#spareLimits = spareLimits;
    this.#wanted = spareLimits.least;
  }

  /** Makes sure that spares are there or on their way, one after the other. */
  warm(): void {
    clearTimeout(this.#timer);
    if (this.#broken || this.#loading.size > 0 || this.#spares.length >= this.#wanted) return;
    this.#spares.push(this.#create());
  }

  take(): Spare {
    const worker = this.#spares.shift() ?? this.#create();
    this.#count();
    this.#warmLater();
    return {
      post: (message) => worker.postMessage(message),
      terminate: () => {
        worker.terminate();
        this.#loaded(worker);
      },
      assign: (onMessage, onFailure) => {
        worker.onmessage = ({ data }: MessageEvent<unknown>) => {
          this.#loaded(worker);
          onMessage(data);
        };
        worker.onerror = (event) => {
          event.preventDefault();
          this.#loaded(worker);
          onFailure(event.message || "the engine's script could not be loaded");
        };
        worker.onmessageerror = () => onFailure("a message could not be read");
      },
    };
  }

  #count(): void {
    this.#burst++;
    this.#burstEnd ??= setTimeout(() => {
      this.#burst = 0;
      this.#burstEnd = undefined;
    }, limits.burstMs);
    const wanted = Math.min(this.#burst, this.#spareLimits.most);
    if (wanted <= this.#spareLimits.least || wanted < this.#wanted) return;
    this.#wanted = wanted;
    clearTimeout(this.#calm);
    this.#calm = setTimeout(() => this.#shrink(), limits.burstKeptMs);
  }

  #shrink(): void {
    this.#wanted = this.#spareLimits.least;
    for (const worker of this.#spares.splice(this.#wanted)) {
      worker.terminate();
      this.#loading.delete(worker);
    }
  }

  #create(): PoolWorker {
    const worker = this.#begin();
    this.#loading.add(worker);
    worker.onmessage = () => this.#loaded(worker);
    worker.onerror = () => {
      // The next process starts a Worker of its own and reports the reason; no more spares, they would fail as well.
      const index = this.#spares.indexOf(worker);
      if (index >= 0) this.#spares.splice(index, 1);
      this.#broken = true;
    };
    return worker;
  }

  /** A Worker's first message says that it is ready. */
  #loaded(worker: PoolWorker): void {
    if (this.#loading.delete(worker)) this.#warmLater();
  }

  #warmLater(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.warm(), limits.spareDelayMs);
  }
}
