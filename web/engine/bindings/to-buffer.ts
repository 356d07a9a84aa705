import type { Runtime } from "../boot/runtime.ts";

/** A Buffer of Node's library with a copy of these bytes. */
export function toBuffer(runtime: Pick<Runtime, "requireBuiltin">, bytes: Uint8Array): Uint8Array {
  const { Buffer } = runtime.requireBuiltin("buffer") as { Buffer: { from(bytes: Uint8Array): Uint8Array } };
  return Buffer.from(bytes);
}
