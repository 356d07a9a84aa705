import { limits } from "../kernel/limits.ts";
import type { Spare } from "../kernel/process-table.ts";

/** What the pool needs of a Worker. */
export type PoolWorker = Pick<Worker, "postMessage" | "terminate" | "onmessage" | "onerror" | "onmessageerror">;

/** Keeps Workers with Node's library loaded, so that a program starts in milliseconds. */
export class WorkerPool {
  readonly #begin: () => PoolWorker;
  readonly #spares: PoolWorker[] = [];
  /** Workers that still load Node's library: a spare is not begun beside them, it would only slow them down. */
  readonly #loading = new Set<PoolWorker>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #broken = false;

  /** `begin` starts a Worker that loads Node's library and posts a message when it has. */
  constructor(begin: () => PoolWorker) {
    this.#begin = begin;
  }

  /** Makes sure that spares are there or on their way, one after the other. */
  warm(): void {
    clearTimeout(this.#timer);
    if (this.#broken || this.#loading.size > 0 || this.#spares.length >= limits.spares) return;
    this.#spares.push(this.#create());
  }

  take(): Spare {
    const worker = this.#spares.shift() ?? this.#create();
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
