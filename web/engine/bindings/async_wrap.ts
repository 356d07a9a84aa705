import type { EngineRuntime } from "../boot/bootstrap.ts";
import type { Binding } from "../boot/runtime.ts";
import type { PromiseHooks } from "../loop/continuations.ts";

/** Lives in loop/async-ids.ts, where the loop uses it too. */
export function createAsyncWrapBinding({ asyncIds, continuations, loop }: EngineRuntime): Binding {
  let hooks: PromiseHooks = {};
  /** What a hook throws is uncaught, and no business of the code that made the promise. */
  const guarded = <A extends unknown[]>(hook: ((...args: A) => void) | undefined) =>
    hook && ((...args: A) => loop.guard(() => hook(...args)));
  return {
    ...asyncIds.binding,
    setPromiseHooks(
      init: PromiseHooks["init"],
      before: PromiseHooks["before"],
      after: PromiseHooks["after"],
      settled: PromiseHooks["settled"],
    ) {
      hooks = { init, before, after, settled };
      continuations.setHooks({
        init: guarded(init),
        before: guarded(before),
        after: guarded(after),
        settled: guarded(settled),
      });
    },
    getPromiseHooks() {
      const { init, before, after, settled } = hooks;
      return [init, before, after, settled];
    },
  };
}
