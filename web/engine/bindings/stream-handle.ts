/**
 * What tty, pipe and TCP handles share: flowing reads with back-pressure, writes, shutdown, close, and staying alive as libuv does
 * (while reading, listening or with a request pending, unless unreferenced).
 */
import type { Runtime } from "../boot/runtime.ts";
import { CallFailure } from "../boot/uv-errors.ts";
import type { ProcessToKernel, ReceivedDescriptor } from "../kernel/protocol.ts";
import { joinBytes } from "./join-bytes.ts";
import { LoopHold } from "./loop-hold.ts";
import { StreamBase } from "./stream-base.ts";
import { streamState } from "./stream-state.ts";

type ReadEvent = { data: Uint8Array | null; error: string | undefined; passed?: ReceivedDescriptor | undefined };
/** Bytes that Linux takes at once of a writer whose reader is slow. */
const socketBufferBytes = 212_992;

let nextWriteRequest = 1;

export class StreamHandle extends StreamBase {
  fd = -1;
  /** Set for standard output and terminals: their writes return when the kernel has them. */
  blocking = false;
  protected listening = false;
  #reading = false;
  #closed = false;
  readonly #hold: LoopHold;
  #pending: ReadEvent[] = [];
  #pumping = false;
  #ended = false;
  #unwritten = 0;

  constructor(runtime: Runtime, type: string) {
    super(runtime, type);
    this.hideFields();
    this.#hold = new LoopHold(runtime.loop);
  }

  /** Begins a new life in another request's hands. */
  asyncReset(): void {
    this.runtime.asyncIds.reset(this);
  }
  hasRef(): boolean {
    return this.#hold.referenced && !this.#closed;
  }
  ref(): void {
    this.#hold.referenced = true;
  }
  unref(): void {
    this.#hold.referenced = false;
  }
  /** Takes a descriptor of the kernel; 0 or a negative libuv number. */
  open(fd: number): number {
    this.fd = fd;
    if (fd <= 2) this.blocking = true;
    this.runtime.system.on("data", fd, (event) => {
      this.#pending.push({ data: event.data, error: event.error, passed: event.passed });
      this.#pump();
    });
    return 0;
  }
  /** Becomes a stream whose other end is gone already: reading finds its end, writing a broken pipe. */
  openEnded(): void {
    this.#ended = true;
    this.#pending.push({ data: null, error: undefined });
  }
  /** Bytes that wait in the process, as libuv would count them. */
  get writeQueueSize(): number {
    return Math.max(0, this.#unwritten - socketBufferBytes);
  }
  setBlocking(blocking: boolean): number {
    this.blocking = blocking;
    return 0;
  }
  readStart(): number {
    if (this.fd < 0 && !this.#ended) return this.runtime.uv.numberOf("ENOTCONN");
    if (this.#reading) return 0;
    this.#reading = true;
    if (this.fd >= 0) this.runtime.system.post({ type: "read-start", fd: this.fd });
    this.updateHold();
    this.#pump();
    return 0;
  }
  readStop(): number {
    if (!this.#reading) return 0;
    this.#reading = false;
    if (this.fd >= 0) this.runtime.system.post({ type: "read-stop", fd: this.fd });
    this.updateHold();
    return 0;
  }

  protected write(request: object, parts: Uint8Array[], owned: boolean, handle?: unknown): number {
    const { system, uv, loop } = this.runtime;
    const [only] = parts;
    const bytes = owned && only && parts.length === 1 ? only : joinBytes(parts);
    const state = streamState(this.runtime);
    if (this.fd < 0) return uv.numberOf(this.#ended ? "EPIPE" : "EBADF");
    this.bytesWritten += bytes.length;
    const pass = isObject(handle) ? Number(Reflect.get(handle, "fd") ?? -1) : undefined;
    if (pass !== undefined && pass < 0) return uv.numberOf("EBADF");
    if (this.blocking && pass === undefined) {
      state.setWrite(bytes.length, false);
      try {
        for (let sent = 0; sent < bytes.length; ) {
          sent += system.call("write", [this.fd, -1], sent === 0 ? bytes : bytes.slice(sent));
        }
        return 0;
      } catch (error) {
        if (error instanceof CallFailure) return uv.numberOf(error.code);
        throw error;
      }
    }
    const number = nextWriteRequest++;
    state.setWrite(bytes.length, true);
    loop.hold();
    this.#unwritten += bytes.length;
    const { length } = bytes;
    system.on("written", number, (event) => {
      system.off("written", number);
      loop.release();
      this.#unwritten -= length;
      const status = event.error === undefined ? 0 : uv.numberOf(event.error);
      loop.callback(request, "oncomplete", [status, this, undefined]);
    });
    const message: ProcessToKernel = { type: "write-async", fd: this.fd, request: number, data: bytes };
    if (pass !== undefined) message.pass = pass;
    system.post(message, [bytes.buffer as ArrayBuffer]);
    return 0;
  }

  shutdown(request: object): number {
    const { system, loop, uv } = this.runtime;
    let status = 0;
    try {
      if (this.fd >= 0) system.call("shutdown", [this.fd]);
    } catch (error) {
      if (!(error instanceof CallFailure)) throw error;
      status = uv.numberOf(error.code);
    }
    loop.callback(request, "oncomplete", [status]);
    return 0;
  }

  close(callback?: () => void): void {
    if (this.#closed) return;
    this.readStop();
    this.#closed = true;
    this.#pending = [];
    this.updateHold();
    if (this.fd >= 0) this.releaseDescriptor();
    this.runtime.loop.closeHandle(this, callback);
  }
  /** Closes so that the other side reads ECONNRESET. */
  protected resetAndClose(callback?: () => void): number {
    const status = this.fd < 0 ? 0 : this.tryCall(() => this.runtime.system.call("reset", [this.fd]));
    if (status === 0) {
      if (this.fd >= 0) this.runtime.system.forget(this.fd);
      this.close(callback);
    }
    return status;
  }

  /** Takes connections on this listening descriptor, each as a new handle. */
  protected acceptInto(create: () => StreamHandle): void {
    const { system, loop } = this.runtime;
    this.listening = true;
    system.on("connection", this.fd, (event) => {
      const client = create();
      client.open(event.fd);
      loop.callback(this, "onconnection", [0, client]);
    });
    this.updateHold();
  }
  /** 0, or the libuv number of the system call's failure. */
  protected tryCall(call: () => unknown): number {
    try {
      call();
      return 0;
    } catch (error) {
      if (error instanceof CallFailure) return this.runtime.uv.numberOf(error.code);
      throw error;
    }
  }

  protected releaseDescriptor(): void {
    const { system } = this.runtime;
    system.off("data", this.fd);
    if (this.listening) system.off("connection", this.fd);
    // A failure means that it was closed already: nothing is left to release.
    if (this.tryCall(() => system.call("close", [this.fd])) === 0) system.forget(this.fd);
    this.fd = -1;
  }
  protected get isClosed(): boolean {
    return this.#closed;
  }
  protected updateHold(): void {
    this.#hold.active = !this.#closed && (this.#reading || this.listening);
  }

  /** Another process gave this descriptor away with the bytes that are delivered next. */
  protected receive(_descriptor: ReceivedDescriptor): void {}

  #pump(): void {
    if (this.#pumping || !this.#reading || this.#pending.length === 0) return;
    this.#pumping = true;
    this.runtime.loop.enqueue(() => {
      this.#pumping = false;
      const event = this.#reading ? this.#pending.shift() : undefined;
      if (event) this.#deliver(event);
      this.#pump();
    });
  }
  #deliver({ data, error, passed }: ReadEvent): void {
    if (passed) this.receive(passed);
    if (data === null) {
      // As libuv, which stops a stream at its end: it no longer keeps the process alive.
      this.#reading = false;
      this.updateHold();
      this.deliver(undefined, this.runtime.uv.numberOf(error ?? "EOF"));
      return;
    }
    if (this.userBuffer) {
      this.#deliverPart(this.userBuffer, data);
      return;
    }
    this.#taken(data.length);
    const bytes = data.byteLength === data.buffer.byteLength ? data : data.slice();
    this.deliver(bytes.buffer as ArrayBuffer, bytes.length);
  }
  #deliverPart(buffer: Uint8Array, data: Uint8Array): void {
    const length = Math.min(buffer.length, data.length);
    if (length < data.length) this.#pending.unshift({ data: data.subarray(length), error: undefined });
    this.#taken(length);
    this.deliverInto(buffer, data);
  }
  #taken(bytes: number): void {
    this.bytesRead += bytes;
    this.runtime.system.post({ type: "read-ack", fd: this.fd, bytes });
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
