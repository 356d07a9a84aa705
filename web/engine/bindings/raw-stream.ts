/** A stream below another one: TLS over a socket, HTTP's parser over a socket. */
import type { Runtime } from "../boot/runtime.ts";
import { joinBytes } from "./join-bytes.ts";

/** Takes what a stream reads in place of its `onread`: bytes, or nothing and a negative libuv number. */
export type Tap = (bytes: ArrayBuffer | undefined, status: number) => void;

export interface RawStream {
  readonly fd: number;
  tap: Tap | null;
  readStart(): number;
  readStop(): number;
  writeBuffer(request: object, data: ArrayBufferView): number;
  /** Answers on the request's `oncomplete`. */
  shutdown(request: object): number;
}

/**
 * Writes of an upper stream on a lower one, one at a time. The upper stream's own requests are answered when what was pushed
 * before they were settled has been written.
 */
export class StreamWrites {
  readonly #runtime: Runtime;
  readonly #below: RawStream;
  readonly #owner: object;
  #waiting: Uint8Array[] = [];
  #requests: object[] = [];
  #settled = false;
  #writing = false;
  #corked = false;
  #onEmpty: (() => void)[] = [];

  constructor(runtime: Runtime, below: RawStream, owner: object) {
    this.#runtime = runtime;
    this.#below = below;
    this.#owner = owner;
  }

  get waitingBytes(): number {
    return this.#waiting.reduce((total, part) => total + part.length, 0);
  }
  push(bytes: Uint8Array): void {
    this.#waiting.push(bytes);
    this.#flush();
  }
  /** A request of the upper stream. */
  add(request: object): void {
    this.#requests.push(request);
  }
  /** Are all requests so far covered by what was pushed? */
  settle(covered: boolean): void {
    this.#settled = covered;
    this.#flush();
  }
  cork(): void {
    this.#corked = true;
  }
  uncork(): void {
    this.#corked = false;
    this.#flush();
  }
  whenEmpty(run: () => void): void {
    this.#onEmpty.push(run);
    this.#flush();
  }
  /** No more is written; requests end with this number. */
  fail(status: number): void {
    this.#answer(status);
  }
  cancel(): void {
    this.#waiting = [];
    this.fail(this.#runtime.uv.numberOf("ECANCELED"));
    for (const run of this.#onEmpty.splice(0)) run();
  }

  #flush(): void {
    if (this.#writing || this.#corked) return;
    const parts = this.#waiting.splice(0);
    const [first] = parts;
    if (!first) {
      if (this.#settled) this.#answer(0);
      for (const run of this.#onEmpty.splice(0)) run();
      return;
    }
    const bytes = parts.length === 1 ? first : joinBytes(parts);
    this.#writing = true;
    const status = this.#below.writeBuffer({ oncomplete: (result: number) => this.#written(result) }, bytes);
    if (status !== 0) this.#runtime.loop.enqueue(() => this.#written(status));
  }
  #written(status: number): void {
    this.#writing = false;
    if (status === 0) {
      this.#flush();
      return;
    }
    this.#waiting = [];
    this.fail(status);
    for (const run of this.#onEmpty.splice(0)) run();
  }
  #answer(status: number): void {
    for (const request of this.#requests.splice(0)) {
      this.#runtime.loop.callback(request, "oncomplete", [status, this.#owner, undefined]);
    }
  }
}
