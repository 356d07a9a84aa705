/** `globalThis.gc` of `--expose-gc`. */
import type { Host } from "./host.ts";

/** So much memory that is never touched makes V8 collect: measured in Chromium, where 16 pieces are enough. */
const pieces = 40;
const pieceBytes = 16 * 1024 * 1024;

function collect(): void {
  for (let piece = 0; piece < pieces; piece++) new ArrayBuffer(pieceBytes);
}

/** A page cannot order a collection; it can need memory, which has the same end. */
export function garbageCollector(host: Pick<Host, "setTimeout">): (options?: { execution?: string }) => unknown {
  return function gc(options) {
    if (options?.execution !== "async") {
      collect();
      return undefined;
    }
    return new Promise<void>((resolve) => {
      host.setTimeout(() => {
        collect();
        resolve();
      }, 0);
    });
  };
}

export function exposeGarbageCollection(host: Pick<Host, "setTimeout">): void {
  const value = garbageCollector(host);
  Object.defineProperty(globalThis, "gc", { value, writable: true, configurable: true, enumerable: false });
}
