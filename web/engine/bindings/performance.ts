import type { Binding, Runtime } from "../boot/runtime.ts";
import { histogramMembers } from "./histogram.ts";

/** Slots of `milestones`: time origin and its timestamp first, then Node's boot steps. */
export function createPerformanceBinding(runtime: Runtime): Binding {
  const { performance } = runtime.host;
  const data = runtime.data("performance");
  const constants = data["constants"] as Record<string, number>;
  const milestones = new Float64Array(10);
  const originSlot = constants["NODE_PERFORMANCE_MILESTONE_TIME_ORIGIN"] ?? 1;
  const stampSlot = constants["NODE_PERFORMANCE_MILESTONE_TIME_ORIGIN_TIMESTAMP"] ?? 0;
  const origin = performance.now();
  milestones[originSlot] = origin * 1e6;
  milestones[stampSlot] = (performance.timeOrigin + origin) * 1e3;
  return {
    ...data,
    ...histogramMembers(),
    observerCounts: new Uint32Array(10),
    milestones,
    now: () => performance.now() - origin,
    setupObservers() {},
    installGarbageCollectionTracking() {},
    removeGarbageCollectionTracking() {},
    notify() {},
    loopIdleTime: () => 0,
    markBootstrapComplete() {
      milestones[constants["NODE_PERFORMANCE_MILESTONE_BOOTSTRAP_COMPLETE"] ?? 7] = performance.now() * 1e6;
    },
    uvMetricsInfo: () => [0, 0, 0],
  };
}
