/**
 * `cachedData`: the browser keeps compiled code itself and gives none away, so that ours says only what it fits: this V8 and this source.
 * Programs that keep it and hand it back learn truly whether it was of use (`cachedDataRejected`).
 */
import { toBuffer } from "../bindings/to-buffer.ts";
import type { Runtime } from "../boot/runtime.ts";

const magic = 0xc0de_6c55;
const words = 6;

type Parts = Pick<Runtime, "requireBuiltin" | "process">;

export function cachedDataFor(runtime: Parts, source: string): Uint8Array {
  return toBuffer(runtime, new Uint8Array(contents(runtime, source).buffer));
}

export function fitsSource(runtime: Parts, data: ArrayBufferView, source: string): boolean {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const expected = new Uint8Array(contents(runtime, source).buffer);
  return bytes.length === expected.length && expected.every((byte, at) => byte === bytes[at]);
}

function contents({ process }: Parts, source: string): Uint32Array {
  const { versions } = process as unknown as { versions: { v8: string } };
  const [first, second] = [hash(source, 0x811c9dc5), hash(source, 0x1234567)];
  return Uint32Array.of(magic, words, hash(versions.v8, 0x811c9dc5), source.length, first, second);
}

/** FNV-1a over UTF-16 units. */
function hash(text: string, seed: number): number {
  let value = seed;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value >>> 0;
}
