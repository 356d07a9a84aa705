import type { Binding, Runtime } from "../boot/runtime.ts";

export function createConfigBinding(runtime: Runtime): Binding {
  return { ...runtime.data("config"), hasInspector: false, hasOpenSSL: true, getDefaultLocale: () => "en-US" };
}
