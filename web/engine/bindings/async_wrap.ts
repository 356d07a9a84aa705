import type { EngineRuntime } from "../boot/bootstrap.ts";
import type { Binding } from "../boot/runtime.ts";
import type { PromiseHooks } from "../loop/continuations.ts";

/** Lives in loop/async-ids.ts, where the loop uses it too. */
export function createAsyncWrapBinding({ asyncIds, continuations }: EngineRuntime): Binding {
  return {
    ...asyncIds.binding,
    setPromiseHooks(
      init: PromiseHooks["init"],
      before: PromiseHooks["before"],
      after: PromiseHooks["after"],
      settled: PromiseHooks["settled"],
    ) {
      continuations.setHooks({ init, before, after, settled });
    },
    getPromiseHooks() {
      const { init, before, after, settled } = continuations.hooks();
      return [init, before, after, settled];
    },
  };
}
