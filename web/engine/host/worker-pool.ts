import { limits } from "../kernel/limits.ts";
import type { Spare } from "../kernel/process-table.ts";

/** Keeps one Worker with Node's library loaded, so that a program starts in milliseconds. */
export class WorkerPool {
  readonly #url: string;
  #spare: Worker | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(url: string) {
    this.#url = url;
  }

  /** Makes sure that a spare is there or on its way. */
  warm(): void {
    this.#spare ??= this.#create();
  }

  take(): Spare {
    const worker = this.#spare ?? this.#create();
    this.#spare = null;
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

  dispose(): void {
    clearTimeout(this.#timer);
    this.#spare?.terminate();
    this.#spare = null;
  }

  #create(): Worker {
    const worker = new Worker(this.#url, { name: "process" });
    worker.onerror = () => {
      if (this.#spare === worker) this.#spare = null; // the next process starts its own and reports the reason
    };
    return worker;
  }
}
