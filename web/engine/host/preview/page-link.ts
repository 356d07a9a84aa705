import type { ToKernel, ToPage } from "../preview-protocol.ts";
import { askForPort } from "./ask-port.ts";
import { connectTimeoutMs } from "./worker-protocol.ts";

/** A page's own MessagePort to the kernel, asked for when first used; what is said before it is there waits. */
export class PageLink {
  #port: MessagePort | null = null;
  #asking = false;
  #waiting: ToKernel[] = [];
  readonly #hear: (message: ToPage) => void;
  readonly #lost: () => void;

  /** `lost`: no engine answered, what waited is dropped. */
  constructor(hear: (message: ToPage) => void, lost: () => void) {
    this.#hear = hear;
    this.#lost = lost;
  }

  post(message: ToKernel): void {
    if (this.#port) this.#port.postMessage(message);
    else {
      this.#waiting.push(message);
      void this.#connect();
    }
  }

  async #connect(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    const port = await askForPort(connectTimeoutMs);
    this.#asking = false;
    const waiting = this.#waiting.splice(0);
    if (!port) {
      this.#lost();
      return;
    }
    port.onmessage = ({ data }: MessageEvent<ToPage>) => this.#hear(data);
    this.#port = port;
    for (const message of waiting) port.postMessage(message);
  }
}
