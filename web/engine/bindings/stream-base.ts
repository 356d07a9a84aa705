/** What Node's library calls on every stream handle: writes in all their spellings, and reads to the program or to a stream above. */
import type { Runtime } from "../boot/runtime.ts";
import type { Tap } from "./raw-stream.ts";
import { streamState } from "./stream-state.ts";
import { bytesOf, encodeText, encodingNumber, encodings } from "./text-encodings.ts";

export abstract class StreamBase {
  readonly runtime: Runtime;
  onread?: (buffer?: ArrayBuffer) => void;
  /** A stream above this one that takes what is read. */
  tap: Tap | null = null;
  isStreamBase = true;
  bytesRead = 0;
  bytesWritten = 0;
  protected userBuffer: Uint8Array | undefined;

  constructor(runtime: Runtime, type: string) {
    this.runtime = runtime;
    this.hideFields();
    runtime.asyncIds.adopt(this, type);
  }

  getAsyncId(): number {
    return this.runtime.asyncIds.idOf(this);
  }
  getProviderType(): number {
    return 0;
  }
  /** What arrives is copied into the program's own buffer, as much as it holds each time. */
  useUserBuffer(buffer: ArrayBufferView): void {
    this.userBuffer = bytesOf(buffer);
  }

  /** `handle`: a socket that the reader of a pipe gets with the bytes. */
  writeBuffer(request: object, data: ArrayBufferView, handle?: unknown): number {
    return this.write(request, [bytesOf(data)], false, handle);
  }
  writeUtf8String(request: object, text: string, handle?: unknown): number {
    return this.write(request, [encodeText(text, encodings.utf8)], true, handle);
  }
  writeAsciiString(request: object, text: string): number {
    return this.write(request, [encodeText(text, encodings.ascii)], true);
  }
  writeLatin1String(request: object, text: string): number {
    return this.write(request, [encodeText(text, encodings.latin1)], true);
  }
  writeUcs2String(request: object, text: string): number {
    return this.write(request, [encodeText(text, encodings.ucs2)], true);
  }
  /** `chunks`: buffers, or pairs of a buffer or text and its encoding. */
  writev(request: object, chunks: unknown[], allBuffers: boolean): number {
    const parts: Uint8Array[] = [];
    for (let index = 0; index < chunks.length; index += allBuffers ? 1 : 2) {
      const chunk = chunks[index];
      parts.push(
        typeof chunk === "string"
          ? encodeText(chunk, encodingNumber(chunks[index + 1]))
          : bytesOf(chunk as ArrayBufferView),
      );
    }
    return this.write(request, parts, false);
  }

  /** Writes the parts as one. `owned`: their memory is not the program's and may be given away. 0 or a negative libuv number. */
  protected abstract write(request: object, parts: Uint8Array[], owned: boolean, handle?: unknown): number;

  /** Fields are not the program's to see: `util.inspect` shows a native handle bare. A subclass hides its own. */
  protected hideFields(): void {
    for (const key of Object.keys(this)) Object.defineProperty(this, key, { enumerable: false });
  }

  /** Bytes with memory of their own, or nothing and a negative libuv number; runs inside a task. */
  protected deliver(buffer: ArrayBuffer | undefined, status: number): void {
    const { loop } = this.runtime;
    const { tap } = this;
    if (tap) {
      loop.callNow(this, () => tap(buffer, status), []);
      return;
    }
    streamState(this.runtime).setRead(status);
    loop.callNow(this, "onread", [buffer]);
  }

  /** Copies what the program's buffer holds of `data` into it and says so; how much that was. */
  protected deliverInto(buffer: Uint8Array, data: Uint8Array): number {
    const part = data.subarray(0, buffer.length);
    buffer.set(part);
    streamState(this.runtime).setRead(part.length);
    const next = this.runtime.loop.callNow(this, "onread", [undefined]);
    // A program may hand over another buffer each time.
    if (next instanceof Uint8Array) this.userBuffer = next;
    return part.length;
  }
}
