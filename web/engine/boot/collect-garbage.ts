/** `globalThis.gc` of `--expose-gc`. */
import type { Host } from "./host.ts";

/** So much memory that is never touched makes V8 collect: measured in Chromium, where 16 pieces are enough. */
const pieces = 40;
const pieceBytes = 16 * 1024 * 1024;

function collect(): void {
  for (let piece = 0; piece < pieces; piece++) new ArrayBuffer(pieceBytes);
}

/** A page cannot order a collection; it can need memory, which has the same end. */
export function exposeGarbageCollection(host: Pick<Host, "setTimeout">): void {
  const gc = (options?: { execution?: string }): Promise<void> | undefined => {
    if (options?.execution !== "async") {
      collect();
      return undefined;
    }
    return new Promise((resolve) => {
      host.setTimeout(() => {
        collect();
        resolve();
      }, 0);
    });
  };
  Object.defineProperty(globalThis, "gc", { value: gc, writable: true, configurable: true, enumerable: false });
}
