/** Reads HTTP/1 messages from pieces of any size and tells a listener what they hold. */
import { bodySteps } from "./http-body.ts";
import { headerSteps } from "./http-fields.ts";
import { type Listener, type Place, Scan, ScanStop, type Step } from "./http-scan.ts";
import { startLineSteps } from "./http-start-line.ts";

/** How a piece ended: how many bytes were read, and why it stopped before its end, if it did. */
export interface Outcome {
  read: number;
  stop: { code: string; reason: string } | undefined;
}

const steps: Partial<Record<Place, Step>> = { ...startLineSteps, ...headerSteps, ...bodySteps };
const nothing = new Uint8Array(0);

export class MessageReader {
  readonly scan: Scan;
  #place: Place = "start";
  #stop: ScanStop | undefined;

  constructor(type: number, lenientFlags: number, listener: Listener) {
    this.scan = new Scan(type, lenientFlags, listener);
  }

  get paused(): boolean {
    return this.#stop?.code === "HPE_PAUSED";
  }
  pause(): void {
    this.#stop ??= new ScanStop("HPE_PAUSED", "Paused");
  }
  resume(): void {
    if (this.paused) this.#stop = undefined;
  }

  /** Reads `bytes`; after an error every further call answers with that error. */
  execute(bytes: Uint8Array): Outcome {
    const { scan } = this;
    if (this.#stop) return { read: 0, stop: { code: this.#stop.code, reason: this.#stop.message } };
    scan.load(bytes);
    try {
      this.#run();
      return { read: scan.at, stop: undefined };
    } catch (error) {
      // What a callback of the program threw goes to the program; the message cannot be read on.
      this.#stop = error instanceof ScanStop ? error : new ScanStop("HPE_USER", "JS Exception");
      if (!(error instanceof ScanStop)) throw error;
      return { read: scan.at, stop: { code: error.code, reason: error.message } };
    } finally {
      scan.load(nothing);
    }
  }

  /** The connection ended: completes a body that lasts until then, refuses half a message. */
  finish(): Outcome {
    const { scan } = this;
    if (this.#stop || scan.finish === "safe") return { read: 0, stop: undefined };
    if (scan.finish === "unsafe") {
      this.#stop = new ScanStop("HPE_INVALID_EOF_STATE", "Invalid EOF state");
      return { read: 0, stop: { code: this.#stop.code, reason: this.#stop.message } };
    }
    scan.listener.messageComplete();
    return { read: 0, stop: undefined };
  }

  #run(): void {
    const { scan } = this;
    for (;;) {
      const next = steps[this.#place]?.(scan);
      if (next === undefined) break;
      this.#place = next;
      if (scan.listener.takePause()) scan.fail("PAUSED", "Paused in callback");
      if (next !== "upgraded") continue;
      // The bytes behind belong to another protocol; `read` says where they begin.
      this.#place = "cleanup";
      return;
    }
    scan.flushSpan();
  }
}
