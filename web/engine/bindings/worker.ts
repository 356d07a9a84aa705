import type { Binding, Runtime } from "../boot/runtime.ts";

/** This side of `worker_threads`: every process is a main thread for now; starting a Worker names what is missing. */
export function createWorkerBinding(runtime: Runtime): Binding {
  return {
    ...runtime.data("worker"),
    getEnvMessagePort: () => undefined,
    threadId: 0,
    threadName: "",
    isMainThread: true,
    isInternalThread: false,
    ownsProcessState: true,
    resourceLimits: new Float64Array(4),
  };
}
