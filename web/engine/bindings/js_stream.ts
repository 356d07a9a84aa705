/** `internalBinding('js_stream')`: a stream of a program in the shape of a native one; Node's JSStreamSocket drives it. */
import type { Binding, Runtime } from "../boot/runtime.ts";
import type { Tap } from "./raw-stream.ts";
import { streamState } from "./stream-state.ts";
import { bytesOf, encodeText, encodingNumber, encodings } from "./text-encodings.ts";

export function createJsStreamBinding(runtime: Runtime): Binding {
  const { loop, uv } = runtime;
  const toBuffer = (bytes: Uint8Array): Uint8Array => {
    const { Buffer } = runtime.requireBuiltin("buffer") as { Buffer: { from(bytes: Uint8Array): Uint8Array } };
    return Buffer.from(bytes);
  };

  class JSStream {
    onread?: (buffer?: ArrayBuffer) => void;
    tap: Tap | null = null;
    isStreamBase = true;
    fd = -1;
    bytesRead = 0;
    bytesWritten = 0;

    constructor() {
      for (const key of Object.keys(this)) Object.defineProperty(this, key, { enumerable: false });
      runtime.asyncIds.adopt(this, "JSSTREAM");
    }
    getAsyncId(): number {
      return runtime.asyncIds.idOf(this);
    }
    getProviderType(): number {
      return 0;
    }
    useUserBuffer(): void {}
    readStart(): number {
      return this.#ask("onreadstart");
    }
    readStop(): number {
      return this.#ask("onreadstop");
    }
    shutdown(request: object): number {
      return this.#ask("onshutdown", request);
    }
    writeBuffer(request: object, data: ArrayBufferView): number {
      return this.#write(request, [bytesOf(data)]);
    }
    writeUtf8String(request: object, text: string): number {
      return this.#write(request, [encodeText(text, encodings.utf8)]);
    }
    writeAsciiString(request: object, text: string): number {
      return this.#write(request, [encodeText(text, encodings.ascii)]);
    }
    writeLatin1String(request: object, text: string): number {
      return this.#write(request, [encodeText(text, encodings.latin1)]);
    }
    writeUcs2String(request: object, text: string): number {
      return this.#write(request, [encodeText(text, encodings.ucs2)]);
    }
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
      return this.#write(request, parts);
    }

    // What JSStreamSocket says of the program's stream.

    readBuffer(data: ArrayBufferView): void {
      this.bytesRead += data.byteLength;
      this.#deliver(bytesOf(data).slice().buffer as ArrayBuffer, data.byteLength);
    }
    emitEOF(): void {
      this.#deliver(undefined, uv.numberOf("EOF"));
    }
    finishWrite(request: object, status: number): void {
      loop.callNow(request, "oncomplete", [status, this, undefined]);
    }
    finishShutdown(request: object, status: number): void {
      loop.callNow(request, "oncomplete", [status]);
    }

    #ask(name: string, ...args: unknown[]): number {
      const answer = loop.callNow(this, name, args);
      return typeof answer === "number" ? answer : uv.numberOf("EPROTO");
    }
    #write(request: object, parts: Uint8Array[]): number {
      const size = parts.reduce((total, part) => total + part.length, 0);
      this.bytesWritten += size;
      const status = this.#ask("onwrite", request, parts.map(toBuffer));
      streamState(runtime).setWrite(size, true);
      return status;
    }
    #deliver(buffer: ArrayBuffer | undefined, status: number): void {
      if (this.tap) {
        this.tap(buffer, status);
        return;
      }
      streamState(runtime).setRead(status);
      loop.callNow(this, "onread", [buffer]);
    }
  }
  return { JSStream };
}
