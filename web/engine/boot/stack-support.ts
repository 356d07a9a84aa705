/** Whether the platform hands the frames of an error's stack to `Error.prepareStackTrace`, as V8 does and Firefox does not. */
import { loadChunk } from "./chunk.ts";
import type { Host } from "./host.ts";

/** Gives a platform that writes stacks as text alone the hook that Node's library and programs use; call before Node's library runs. */
export function ensureStackFrames(host: Pick<Host, "importScript" | "crypto">): void {
  if (handsOverFrames()) return;
  const { installStackFrames } = loadChunk(host, "frames");
  if (typeof installStackFrames !== "function")
    throw new Error("The engine's script n/chunk/frames.js has no installStackFrames");
  installStackFrames();
}

function handsOverFrames(): boolean {
  Reflect.set(Error, "prepareStackTrace", (_error: unknown, trace: unknown) => trace);
  try {
    return Array.isArray(new Error().stack);
  } finally {
    Reflect.deleteProperty(Error, "prepareStackTrace");
  }
}
