import type { EngineRuntime } from "../boot/bootstrap.ts";
import type { Binding } from "../boot/runtime.ts";

type RejectCallback = (type: number, promise: Promise<unknown>, reason: unknown) => void;

export function createTaskQueueBinding(runtime: EngineRuntime): Binding {
  const data = runtime.data("task_queue");
  const events = data["promiseRejectEvents"] as Record<string, number>;
  const { loop } = runtime;
  const immediately = Promise.resolve();
  const then = Promise.prototype.then;
  return {
    ...data,
    tickInfo: loop.tickInfo,
    setTickCallback: (callback: () => void) => loop.setTickCallback(callback),
    runMicrotasks: () => loop.runMicrotasks(),
    enqueueMicrotask(callback: () => void) {
      const run = () => {
        loop.guard(callback);
        // What the callback queued (ticks, immediates) needs a turn although nothing else may come.
        loop.wake();
      };
      Reflect.apply(then, immediately, [run]);
    },
    setPromiseRejectCallback(callback: RejectCallback) {
      runtime.rejection = (event, handled) => {
        if (handled) callback(events["kPromiseHandlerAddedAfterReject"] ?? 1, event.promise, undefined);
        else {
          runtime.inspection.notePromise(event.promise, 2, event.reason);
          callback(events["kPromiseRejectWithNoHandler"] ?? 0, event.promise, event.reason);
        }
        loop.wake();
      };
    },
  };
}
