/** Steady guesses: the browser keeps its own heap figures to itself. */
export const heap = { total: 24e6, used: 12e6, limit: 2e9 } as const;

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
