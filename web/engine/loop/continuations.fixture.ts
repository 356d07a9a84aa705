/** For tests: continuations over bare async ids, without a process. */
import type { Inspection } from "../boot/inspection.ts";
import type { AsyncIds } from "./async-ids.ts";
import { type Continuations, createContinuations } from "./continuations.ts";

export type TestContinuations = Continuations & {
  ids: Pick<AsyncIds, "contextFrame">;
  /** `[0]` pending, `[1, value]`, `[2, reason]`; undefined when nothing was seen of the promise. */
  stateOf(promise: unknown): [number, unknown?] | undefined;
};

export function testContinuations(): TestContinuations {
  const states = new WeakMap<object, [number, unknown?]>();
  const ids = { contextFrame: undefined as unknown, shareIds() {} };
  const inspection: Pick<Inspection, "notePromise" | "knowsPromise"> = {
    notePromise: (promise, state, value) => states.set(promise, state === 0 ? [0] : [state, value]),
    knowsPromise: (promise) => states.has(promise),
  };
  const made = createContinuations(ids, inspection);
  return Object.assign(made, { ids, stateOf: (promise: unknown) => states.get(promise as object) });
}
