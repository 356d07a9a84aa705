/** `internalBinding('js_stream')`: a stream of a program in the shape of a native one; Node's JSStreamSocket drives it. */
import type { Binding, Runtime } from "../boot/runtime.ts";
import { StreamBase } from "./stream-base.ts";
import { streamState } from "./stream-state.ts";
import { bytesOf } from "./text-encodings.ts";
import { toBuffer } from "./to-buffer.ts";

export function createJsStreamBinding(runtime: Runtime): Binding {
  const { loop, uv } = runtime;
  class JSStream extends StreamBase {
    fd = -1;

    constructor() {
      super(runtime, "JSSTREAM");
      this.hideFields();
    }
    readStart(): number {
      return this.#ask("onreadstart");
    }
    readStop(): number {
      return this.#ask("onreadstop");
    }
    shutdown(request: object): number {
      return this.#ask("onshutdown", request);
    }
    // What JSStreamSocket says of the program's stream.

    readBuffer(data: ArrayBufferView): void {
      this.bytesRead += data.byteLength;
      this.deliver(bytesOf(data).slice().buffer as ArrayBuffer, data.byteLength);
    }
    emitEOF(): void {
      this.deliver(undefined, uv.numberOf("EOF"));
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
    protected write(request: object, parts: Uint8Array[]): number {
      const size = parts.reduce((total, part) => total + part.length, 0);
      this.bytesWritten += size;
      const status = this.#ask(
        "onwrite",
        request,
        parts.map((part) => toBuffer(runtime, part)),
      );
      streamState(runtime).setWrite(size, true);
      return status;
    }
  }
  return { JSStream };
}
