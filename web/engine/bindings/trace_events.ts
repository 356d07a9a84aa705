import type { Binding, Runtime } from "../boot/runtime.ts";

/** Tracing is off and stays off. */
export function createTraceEventsBinding(runtime: Runtime): Binding {
  const disabled = new Uint8Array(1);
  return {
    ...runtime.data("trace_events"),
    available: false,
    setTraceCategoryStateUpdateHandler() {},
    getCategoryEnabledBuffer: () => disabled,
    isTraceCategoryEnabled: () => false,
    getEnabledCategories: () => undefined,
    trace() {},
  };
}
