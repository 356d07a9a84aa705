/** `internalBinding('worker')`: which thread this is, and the handle of threads that it starts. */
import type { EngineRuntime } from "../boot/bootstrap.ts";
import { chunkBinding } from "../boot/chunk.ts";
import type { Binding } from "../boot/runtime.ts";

const megabytes = { young: 192, old: 4096, codeRange: 0, stack: 4 } as const;

export function createWorkerBinding(runtime: EngineRuntime): Binding {
  let handles: Binding | undefined;
  return {
    ...threadMembers(runtime),
    get Worker() {
      handles ??= chunkBinding("worker")(runtime);
      return handles["Worker"];
    },
  };
}

/** What tells a thread from the others; a spare learns it when it becomes one. */
export function threadMembers(runtime: EngineRuntime): Binding {
  const data = runtime.data("worker");
  const defaults: Record<number, number> = {
    [Number(data["kMaxYoungGenerationSizeMb"])]: megabytes.young,
    [Number(data["kMaxOldGenerationSizeMb"])]: megabytes.old,
    [Number(data["kCodeRangeSizeMb"])]: megabytes.codeRange,
    [Number(data["kStackSizeMb"])]: megabytes.stack,
  };
  const thread = runtime.start?.thread;
  return {
    ...data,
    getEnvMessagePort: () => runtime.parentPort,
    threadId: thread?.id ?? 0,
    threadName: thread?.name ?? "",
    isMainThread: !thread,
    isInternalThread: thread?.isInternal ?? false,
    ownsProcessState: !thread,
    /** What the parent asked for, the rest as Node has it: a browser enforces limits of its own. */
    resourceLimits: Float64Array.from(thread?.resourceLimits ?? [], (value, index) =>
      value > 0 ? value : (defaults[index] ?? 0),
    ),
  };
}
