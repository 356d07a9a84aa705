/** `internalBinding('v8')`: what can be said of a V8 that is the browser's. */
import type { EngineRuntime } from "../boot/bootstrap.ts";
import type { Binding } from "../boot/runtime.ts";
import { heap } from "./heap-figures.ts";
import { createV8FlagSet } from "./v8-flag-set.ts";

/** Of the profile's text, as Node writes it. */
const gcProfileVersion = 1;

/** Heap figures are steady guesses: the browser keeps its own to itself. */
export function createBinding(runtime: EngineRuntime): Binding {
  const data = runtime.data("v8");
  const flags = createV8FlagSet(runtime);
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
    cachedDataVersionTag: () => flags.tag(),
    setFlagsFromString: (text: string) => flags.set(text),
    /** Its times are true; of collections a browser tells programs nothing, so that none is listed. */
    GCProfiler: class GCProfiler {
      #startTime: number | undefined;
      start(): void {
        this.#startTime ??= Date.now();
      }
      stop(): string | undefined {
        const startTime = this.#startTime;
        if (startTime === undefined) return undefined;
        this.#startTime = undefined;
        return JSON.stringify({ version: gcProfileVersion, startTime, statistics: [], endTime: Date.now() });
      }
    },
    setHeapSnapshotNearHeapLimit() {},
    isStringOneByteRepresentation: (text: string) => !/[^\0-\xff]/.test(text),
    getHashSeed: () => 0n,
  };
}
