/** `then` as programs get it: the callbacks run in the context frame of the call, hooks are told, states are noted. */
import type { Inspection } from "../boot/inspection.ts";
import type { AsyncIds } from "./async-ids.ts";
import type { PromiseHooks } from "./continuations.ts";

export interface Outcome {
  state: 0 | 1 | 2;
  value: unknown;
}

interface Teller {
  hooks(): PromiseHooks;
  settle(promise: object, outcome: Outcome): void;
  /** The program holds a promise that nobody has seen yet. */
  claim(promise: object): void;
  /** The program's code begins to run in a microtask of its own. */
  beginMicrotask(): void;
}

export function isThenable(value: unknown): boolean {
  return ((typeof value === "object" && value !== null) || typeof value === "function") && "then" in value;
}

/** Call after Node's library has kept the native one. */
export function installThen(
  asyncIds: Pick<AsyncIds, "contextFrame">,
  inspection: Pick<Inspection, "notePromise" | "knowsPromise">,
  teller: Teller,
): void {
  const NativePromise = Promise;
  const native = NativePromise.prototype.then;
  const within = (callback: unknown, source: object, derived: { promise?: object }, state: 1 | 2) => {
    const frame = asyncIds.contextFrame;
    return (value: unknown) => {
      teller.beginMicrotask();
      inspection.notePromise(source, state, value);
      const { promise } = derived;
      const outer = asyncIds.contextFrame;
      asyncIds.contextFrame = frame;
      if (promise) teller.hooks().before?.(promise);
      let outcome: Outcome = { state: 0, value: undefined };
      try {
        if (typeof callback !== "function") {
          outcome = { state, value };
          if (state === 2) throw value;
          return value;
        }
        const result: unknown = callback(value);
        if (!isThenable(result)) outcome = { state: 1, value: result };
        return result;
      } catch (error) {
        outcome = { state: 2, value: error };
        throw error;
      } finally {
        if (promise) {
          teller.settle(promise, outcome);
          teller.hooks().after?.(promise);
        }
        asyncIds.contextFrame = outer;
      }
    };
  };
  const holder = {
    then(this: unknown, onFulfilled: unknown, onRejected: unknown) {
      if (!(this instanceof NativePromise)) return Reflect.apply(native, this, [onFulfilled, onRejected]);
      if (!inspection.knowsPromise(this)) teller.claim(this);
      const derived: { promise?: object } = {};
      const promise: object = Reflect.apply(native, this, [
        within(onFulfilled, this, derived, 1),
        within(onRejected, this, derived, 2),
      ]);
      derived.promise = promise;
      if (promise instanceof NativePromise) inspection.notePromise(promise, 0, undefined);
      teller.hooks().init?.(promise, this);
      return promise;
    },
  };
  Object.defineProperty(NativePromise.prototype, "then", {
    value: holder.then,
    writable: true,
    configurable: true,
    enumerable: false,
  });
  tellStatics(teller);
}

/** `Promise.resolve(value)` and `Promise.reject(reason)` make promises that hooks are told of. */
function tellStatics(teller: Teller): void {
  for (const method of ["resolve", "reject"] as const) {
    const plain: (this: unknown, value: unknown) => object = Promise[method];
    const holder = {
      [method](this: unknown, value: unknown) {
        const promise = Reflect.apply(plain, this, [value]);
        const { init, settled } = teller.hooks();
        if (promise !== value && (init || settled)) {
          init?.(promise);
          if (method === "reject" || !isThenable(value)) settled?.(promise);
        }
        return promise;
      },
    };
    Object.defineProperty(Promise, method, {
      value: holder[method],
      writable: true,
      configurable: true,
      enumerable: false,
    });
  }
}
