import type { Binding, Runtime } from "../boot/runtime.ts";

export function createSymbolsBinding(runtime: Runtime): Binding {
  return runtime.symbols;
}
