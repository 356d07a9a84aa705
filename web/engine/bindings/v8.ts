import type { Binding, Runtime } from "../boot/runtime.ts";
import { heap } from "./heap-figures.ts";

/** Heap figures are steady guesses: the browser keeps its own to itself. */
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
