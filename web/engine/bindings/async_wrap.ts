import type { Binding, Runtime } from "../boot/runtime.ts";

/** Lives in loop/async-ids.ts, where the loop uses it too. */
export function createAsyncWrapBinding(runtime: Runtime): Binding {
  return runtime.asyncIds.binding;
}
