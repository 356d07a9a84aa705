import type { Binding } from "../boot/runtime.ts";

/** The platform's own WebAssembly streams by itself. */
export function createWasmWebApiBinding(): Binding {
  return { setImplementation() {} };
}
