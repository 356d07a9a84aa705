/** `internalBinding('blob')`: the bytes behind Blob and File. */
import type { EngineRuntime } from "../boot/bootstrap.ts";
import type { Binding } from "../boot/runtime.ts";
import { bytesOf } from "./text-encodings.ts";

type Reader = { pull(callback: (status: number, buffer?: ArrayBuffer) => void): void };
const status = { end: 0, data: 1, wait: 2, failed: -1 } as const;
/** One `pull` gives at most this much. */
const portionBytes = 65_536;

class BlobHandle {
  readonly bytes: Uint8Array;
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
  getReader(): Reader {
    let at = 0;
    return {
      pull: (callback) => {
        if (at >= this.bytes.length) {
          callback(status.end);
          return;
        }
        const part = this.bytes.slice(at, at + portionBytes);
        at += part.length;
        callback(status.data, part.buffer);
      },
    };
  }
  slice(start: number, end: number): BlobHandle {
    return new BlobHandle(this.bytes.subarray(start, end));
  }
}

export function createBlobBinding(runtime: EngineRuntime): Binding {
  runtime.hostObjects.register("blob:Handle", BlobHandle.prototype, {
    cloneable: true,
    transferable: false,
    write: (object) => (object as BlobHandle).bytes,
    read: (data) => new BlobHandle(data as Uint8Array),
  });
  const stored = new Map<string, [BlobHandle, number, string]>();
  const concat = (parts: (ArrayBufferView | ArrayBuffer)[]): ArrayBufferLike => {
    const views = parts.map(bytesOf);
    const whole = new Uint8Array(views.reduce((total, view) => total + view.length, 0));
    let offset = 0;
    for (const view of views) {
      whole.set(view, offset);
      offset += view.length;
    }
    return whole.buffer;
  };
  return {
    createBlob: (sources: (ArrayBufferView | ArrayBuffer | BlobHandle)[]) =>
      new BlobHandle(bytesOf(concat(sources.map((source) => (source instanceof BlobHandle ? source.bytes : source))))),
    storeDataObject: (id: string, handle: BlobHandle, size: number, type: string) =>
      void stored.set(id, [handle, size, type]),
    getDataObject: (id: string) => stored.get(id),
    revokeObjectURL: (url: string) => void stored.delete(url.slice(url.lastIndexOf(":") + 1)),
    concat,
    createBlobFromFilePath(path: string) {
      const bytes = runtime.system.call("readFile", [path]);
      return [new BlobHandle(bytes), bytes.length];
    },
  };
}
