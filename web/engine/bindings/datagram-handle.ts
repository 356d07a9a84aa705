import type { Runtime } from "../boot/runtime.ts";
import { CallFailure } from "../boot/uv-errors.ts";

type DatagramEvent = { data: Uint8Array; from: { address: string; port: number }; error: string | undefined };

export interface DatagramHandleEvents {
  datagram(data: Uint8Array, from: { address: string; port: number }): void;
  failed(code: string): void;
}

/** A UDP descriptor of the kernel as a libuv handle: receiving with back-pressure, close, and staying alive while it receives. */
export abstract class DatagramHandle {
  readonly #runtime: Runtime;
  fd = -1;
  #receiving = false;
  #referenced = true;
  #closed = false;
  #holding = false;
  #pending: DatagramEvent[] = [];
  #pumping = false;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
    Object.defineProperty(this, "fd", { value: -1, writable: true, enumerable: false });
    runtime.asyncIds.adopt(this, "UDPWRAP");
  }
  protected abstract events(): DatagramHandleEvents;

  getAsyncId(): number {
    return this.#runtime.asyncIds.idOf(this);
  }
  getProviderType(): number {
    return 0;
  }
  hasRef(): boolean {
    return this.#referenced && !this.#closed;
  }
  ref(): void {
    this.#referenced = true;
    this.#updateHold();
  }
  unref(): void {
    this.#referenced = false;
    this.#updateHold();
  }
  /** Takes a descriptor of the kernel. */
  open(fd: number): number {
    this.fd = fd;
    this.#runtime.system.on("datagram", fd, ({ data, address, port, error }) => {
      this.#pending.push({ data, from: { address, port }, error });
      this.#pump();
    });
    return 0;
  }
  close(callback?: () => void): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#receiving = false;
    this.#pending = [];
    this.#updateHold();
    const { system, loop } = this.#runtime;
    if (this.fd >= 0) {
      system.off("datagram", this.fd);
      // A failure means that it was closed already: nothing is left to release.
      this.tryCall(() => system.call("close", [this.fd]));
      this.fd = -1;
    }
    if (callback) loop.callback(this, callback, []);
  }

  protected startReceiving(): number {
    if (this.#receiving) return 0;
    this.#receiving = true;
    this.#runtime.system.post({ type: "read-start", fd: this.fd });
    this.#updateHold();
    this.#pump();
    return 0;
  }
  protected stopReceiving(): number {
    if (!this.#receiving) return 0;
    this.#receiving = false;
    this.#runtime.system.post({ type: "read-stop", fd: this.fd });
    this.#updateHold();
    return 0;
  }
  /** 0, or the libuv number of the system call's failure; EBADF without a descriptor. */
  protected tryCall(call: () => unknown): number {
    try {
      call();
      return 0;
    } catch (error) {
      if (error instanceof CallFailure) return this.#runtime.uv.numberOf(error.code);
      throw error;
    }
  }

  #updateHold(): void {
    const hold = this.#referenced && this.#receiving;
    if (hold === this.#holding) return;
    this.#holding = hold;
    if (hold) this.#runtime.loop.hold();
    else this.#runtime.loop.release();
  }
  #pump(): void {
    if (this.#pumping || !this.#receiving || this.#pending.length === 0) return;
    this.#pumping = true;
    this.#runtime.loop.enqueue(() => {
      this.#pumping = false;
      const event = this.#receiving ? this.#pending.shift() : undefined;
      if (event?.error !== undefined) this.events().failed(event.error);
      else if (event) this.events().datagram(event.data, event.from);
      this.#pump();
    });
  }
}
