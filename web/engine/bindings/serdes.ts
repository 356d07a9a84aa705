import type { EngineRuntime } from "../boot/bootstrap.ts";
import type { Binding } from "../boot/runtime.ts";
import { codedError } from "../boot/uv-errors.ts";
import { ValueReader } from "./serdes-reader.ts";
import { ValueWriter } from "./serdes-writer.ts";
import { bytesOf } from "./text-encodings.ts";

export { createIpcSerdesBinding } from "./ipc_serdes.ts";

interface Hooks {
  _writeHostObject?(value: object): void;
  _getDataCloneError?: ErrorConstructor;
  _readHostObject?(): unknown;
}

export function createBinding(runtime: EngineRuntime): Binding {
  class Serializer {
    readonly #transferred = new Map<ArrayBuffer, number>();
    readonly #writer = new ValueWriter({
      writeHostObject: (value) => {
        const hook = (this as Hooks)._writeHostObject;
        if (typeof hook !== "function") throw this.#cloneError("Host objects need _writeHostObject()");
        hook.call(this, value);
      },
      cloneError: (message) => this.#cloneError(message),
      transferred: (buffer) => this.#transferred.get(buffer),
      isProxy: (value) => runtime.inspection.isProxy(value) && value !== runtime.process.env,
    });
    #cloneError(message: string): Error {
      const Type = (this as Hooks)._getDataCloneError ?? Error;
      return new Type(message);
    }
    writeHeader(): void {
      this.#writer.header();
    }
    writeValue(value: unknown): boolean {
      this.#writer.value(value);
      return true;
    }
    releaseBuffer(): unknown {
      const { Buffer } = runtime.requireBuiltin("buffer") as { Buffer: { from(bytes: ArrayBufferLike): Uint8Array } };
      return Buffer.from(this.#writer.release().buffer);
    }
    transferArrayBuffer(number: number, buffer: ArrayBuffer): void {
      this.#transferred.set(buffer, number);
    }
    writeUint32(value: number): void {
      this.#writer.varint(value >>> 0);
    }
    writeUint64(high: number, low: number): void {
      this.#writer.varint((BigInt(high >>> 0) << 32n) | BigInt(low >>> 0));
    }
    writeDouble(value: number): void {
      this.#writer.double(value);
    }
    writeRawBytes(bytes: ArrayBufferView | ArrayBuffer): void {
      this.#writer.raw(bytesOf(bytes));
    }
    _setTreatArrayBufferViewsAsHostObjects(treat: boolean): void {
      this.#writer.viewsAreHostObjects = treat;
    }
  }
  class Deserializer {
    readonly buffer: ArrayBufferView;
    readonly #reader: ValueReader;
    readonly #transferred = new Map<number, ArrayBuffer>();
    constructor(buffer: ArrayBufferView) {
      if (!ArrayBuffer.isView(buffer)) {
        throw codedError(
          TypeError as unknown as ErrorConstructor,
          "ERR_INVALID_ARG_TYPE",
          "buffer must be a TypedArray or a DataView",
        );
      }
      this.buffer = buffer;
      this.#reader = new ValueReader(bytesOf(buffer), {
        readHostObject: () => (this as Hooks)._readHostObject?.(),
        transferred: (number) => this.#transferred.get(number),
        attachment: (number) => this.#transferred.get(number),
      });
    }
    readHeader(): boolean {
      return this.#reader.header();
    }
    readValue(): unknown {
      return this.#reader.value();
    }
    getWireFormatVersion(): number {
      return this.#reader.version;
    }
    transferArrayBuffer(number: number, buffer: ArrayBuffer): void {
      this.#transferred.set(number, buffer);
    }
    readUint32(): number {
      return Number(this.#reader.varint());
    }
    readUint64(): [number, number] {
      const value = this.#reader.varint();
      return [Number(value >> 32n), Number(value & 0xffffffffn)];
    }
    readDouble(): number {
      return this.#reader.double();
    }
    _readRawBytes(length: number): number {
      return this.#reader.raw(length);
    }
  }
  return { Serializer, Deserializer };
}
