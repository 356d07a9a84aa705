import type { Binding, Runtime } from "../boot/runtime.ts";

const heap = { total: 24e6, used: 12e6, limit: 2e9 } as const;

/** Heap figures are steady guesses: the browser keeps its own to itself. */
/** As `worker.getHeapStatistics()` has them. */
export function heapStatistics(): Record<string, number> {
  return {
    total_heap_size: heap.total,
    total_heap_size_executable: 0,
    total_physical_size: heap.total,
    total_available_size: heap.limit - heap.used,
    used_heap_size: heap.used,
    heap_size_limit: heap.limit,
    malloced_memory: 0,
    peak_malloced_memory: 0,
    does_zap_garbage: 0,
    number_of_native_contexts: 1,
    number_of_detached_contexts: 0,
    total_global_handles_size: 0,
    used_global_handles_size: 0,
    external_memory: 0,
  };
}

export function createV8Binding(runtime: Runtime): Binding {
  const data = runtime.data("v8");
  const statistics = new Float64Array(16);
  const at = (name: string) => Number(data[name] ?? 0);
  return {
    ...data,
    heapStatisticsBuffer: statistics,
    heapCodeStatisticsBuffer: new Float64Array(8),
    heapSpaceStatisticsBuffer: new Float64Array(8),
    updateHeapStatisticsBuffer() {
      statistics[at("kTotalHeapSizeIndex")] = heap.total;
      statistics[at("kUsedHeapSizeIndex")] = heap.used;
      statistics[at("kHeapSizeLimitIndex")] = heap.limit;
      statistics[at("kTotalAvailableSize")] = heap.limit - heap.used;
    },
    updateHeapSpaceStatisticsBuffer() {},
    updateHeapCodeStatisticsBuffer() {},
    cachedDataVersionTag: () => 0,
    setFlagsFromString() {},
    setHeapSnapshotNearHeapLimit() {},
    isStringOneByteRepresentation: (text: string) => !/[^\0-\xff]/.test(text),
    getHashSeed: () => 0n,
  };
}
