import { limits } from "../kernel/limits.ts";
import type { Spare } from "../kernel/process-table.ts";

/** Keeps Workers with Node's library loaded, so that a program starts in milliseconds. */
export class WorkerPool {
  readonly #url: string;
  readonly #spares: Worker[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #broken = false;

  constructor(url: string) {
    this.#url = url;
  }

  /** Makes sure that spares are there or on their way, one after the other. */
  warm(): void {
    clearTimeout(this.#timer);
    if (this.#broken || this.#spares.length >= limits.spares) return;
    this.#spares.push(this.#create());
    this.#timer = setTimeout(() => this.warm(), limits.spareDelayMs);
  }

  take(): Spare {
    const worker = this.#spares.shift() ?? this.#create();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.warm(), limits.spareDelayMs);
    return {
      post: (message) => worker.postMessage(message),
      terminate: () => worker.terminate(),
      assign: (onMessage, onFailure) => {
        worker.onmessage = ({ data }: MessageEvent<unknown>) => onMessage(data);
        worker.onerror = (event) => {
          event.preventDefault();
          onFailure(event.message || `the engine's ${this.#url} could not be loaded`);
        };
        worker.onmessageerror = () => onFailure("a message could not be read");
      },
    };
  }

  #create(): Worker {
    const worker = new Worker(this.#url, { name: "process" });
    worker.onerror = () => {
      // The next process starts a Worker of its own and reports the reason; no more spares, they would fail as well.
      const index = this.#spares.indexOf(worker);
      if (index >= 0) this.#spares.splice(index, 1);
      this.#broken = true;
    };
    return worker;
  }
}
