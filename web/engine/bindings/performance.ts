import type { EngineRuntime } from "../boot/bootstrap.ts";
import { chunkBinding } from "../boot/chunk.ts";
import type { Binding } from "../boot/runtime.ts";

/** Slots of `milestones` and of `observerCounts`; Node does not show them to programs. */
const hidden = {
  NODE_PERFORMANCE_ENTRY_TYPE_GC: 0,
  NODE_PERFORMANCE_ENTRY_TYPE_HTTP: 1,
  NODE_PERFORMANCE_ENTRY_TYPE_HTTP2: 2,
  NODE_PERFORMANCE_ENTRY_TYPE_NET: 3,
  NODE_PERFORMANCE_ENTRY_TYPE_DNS: 4,
  NODE_PERFORMANCE_ENTRY_TYPE_QUIC: 5,
  NODE_PERFORMANCE_MILESTONE_TIME_ORIGIN_TIMESTAMP: 0,
  NODE_PERFORMANCE_MILESTONE_TIME_ORIGIN: 1,
  NODE_PERFORMANCE_MILESTONE_ENVIRONMENT: 2,
  NODE_PERFORMANCE_MILESTONE_NODE_START: 3,
  NODE_PERFORMANCE_MILESTONE_V8_START: 4,
  NODE_PERFORMANCE_MILESTONE_LOOP_START: 5,
  NODE_PERFORMANCE_MILESTONE_LOOP_EXIT: 6,
  NODE_PERFORMANCE_MILESTONE_BOOTSTRAP_COMPLETE: 7,
} as const;
const milestoneCount = 8;
const observedTypes = 6;
/** The finest step of a browser's clock in nanoseconds: what happens one after the other is told apart by it. */
const clockStep = 5_000;

/** A nanosecond. */
const clockTickMs = 1e-6;

type Milestone = "ENVIRONMENT" | "NODE_START" | "V8_START" | "LOOP_START" | "LOOP_EXIT";

/** What `process.hrtime` says when a process begins; any number will do. */
const clockOffsetMs = 1_000_000;

/** When the process began and how far it came; on the clock of `process.hrtime`, in nanoseconds. */
export interface Milestones {
  slots: Float64Array;
  /** Milliseconds of this process, and of all its threads alike. */
  now(): number;
  /** Milliseconds of `process.hrtime`. */
  hrtime(): number;
  /** The spare becomes a process, whose time starts now, or a thread of one that began at `epochMs`. */
  begin(epochMs?: number): void;
  /** When the process began. */
  epochMs(): number;
  mark(milestone: Milestone | "BOOTSTRAP_COMPLETE"): void;
}

export function createMilestones({ performance }: EngineRuntime["host"]): Milestones {
  const slots = new Float64Array(milestoneCount).fill(-1);
  let epoch = 0;
  let last = 0;
  let reading = 0;
  const self: Milestones = {
    slots,
    now() {
      // A browser's clock moves in steps of many microseconds; Node's differs at each look.
      const measured = performance.timeOrigin - epoch + performance.now();
      reading = measured > reading ? measured : reading + clockTickMs;
      return reading;
    },
    hrtime: () => self.now() + clockOffsetMs,
    epochMs: () => epoch,
    begin(epochMs = performance.timeOrigin + performance.now()) {
      epoch = epochMs;
      reading = 0;
      last = clockOffsetMs * 1e6;
      slots.fill(-1);
      slots[hidden.NODE_PERFORMANCE_MILESTONE_TIME_ORIGIN_TIMESTAMP] = epoch * 1e3;
      slots[hidden.NODE_PERFORMANCE_MILESTONE_TIME_ORIGIN] = last;
      for (const milestone of ["NODE_START", "V8_START", "ENVIRONMENT"] as const) self.mark(milestone);
    },
    mark(milestone) {
      last = Math.max(self.hrtime() * 1e6, last + clockStep);
      slots[hidden[`NODE_PERFORMANCE_MILESTONE_${milestone}`]] = last;
    },
  };
  self.begin();
  return self;
}

export function createPerformanceBinding(runtime: EngineRuntime): Binding {
  const data = runtime.data("performance");
  const { milestones, loop } = runtime;
  let histograms: Binding | undefined;
  const histogram = (member: string): unknown => {
    histograms ??= chunkBinding("histogram")(runtime);
    return histograms[member];
  };
  const constants = data["constants"] as object;
  for (const [name, value] of Object.entries(hidden)) Object.defineProperty(constants, name, { value });
  return {
    ...data,
    get Histogram() {
      return histogram("Histogram");
    },
    get createELDHistogram() {
      return histogram("createELDHistogram");
    },
    observerCounts: new Uint32Array(observedTypes),
    milestones: milestones.slots,
    now: () => milestones.now(),
    /** Called for entries of native parts; a browser tells nothing of its garbage collection. */
    setupObservers() {},
    installGarbageCollectionTracking() {},
    removeGarbageCollectionTracking() {},
    notify() {},
    loopIdleTime: () => loop.idleTime(),
    markBootstrapComplete: () => milestones.mark("BOOTSTRAP_COMPLETE"),
    uvMetricsInfo: () => loop.metrics(),
  };
}
