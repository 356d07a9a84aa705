/**
 * What marked programs (../esm/continuation-edits.ts) and `Promise.prototype.then` tell: the context frame of AsyncLocalStorage
 * comes back after an `await`, promise hooks are called, and the states of promises are noted for `util.inspect`.
 */
import type { Inspection } from "../boot/inspection.ts";
import type { AsyncIds } from "./async-ids.ts";
import { installThen, isThenable, type Outcome } from "./promise-then.ts";

export interface PromiseHooks {
  init?: ((promise: object, parent?: object) => void) | undefined;
  before?: ((promise: object) => void) | undefined;
  after?: ((promise: object) => void) | undefined;
  settled?: ((promise: object) => void) | undefined;
}

/** One `await` of one activation. */
interface Awaiting {
  /** What is awaited; the native `await` takes it from here. */
  v: unknown;
  frame: unknown;
  /** Stands for the promise that V8 makes for an await, while hooks are set. */
  resource: object | undefined;
  resumed: boolean;
}

/** Short names: they stand in the program's text. */
export interface ContinuationMarks {
  /** An async function begins; the result stands for its promise. */
  e(): object | undefined;
  /** Before an await: its operand. */
  w(value: unknown, own: object | undefined): Awaiting;
  /** After an await. */
  r(value: unknown, awaiting: Awaiting): unknown;
  /** In `catch` and `finally`: perhaps after an await that threw. */
  c(awaiting: Awaiting | undefined): void;
  /** The context frame, for loops that await. */
  f(): unknown;
  b(frame: unknown): void;
  /** An async function ends with a value, with an error. */
  v(value: unknown, awaiting: Awaiting | undefined, own: object | undefined): unknown;
  x(error: unknown, awaiting: Awaiting | undefined, own: object | undefined): unknown;
  /** Around `new Promise(executor)`: the executor, then the promise. */
  o(executor: unknown): unknown;
  n(promise: unknown): unknown;
  /** Around a call whose result is kept or printed: before, after. */
  z(): void;
  k(cleared: undefined, result: unknown): unknown;
}

export interface Continuations {
  marks: ContinuationMarks;
  /** The program has asked for async_hooks: packages loaded from now on are marked too. */
  wanted: boolean;
  setHooks(hooks: PromiseHooks): void;
  hooks(): PromiseHooks;
  /** A task begins: what the last microtask left open is closed. */
  beginTask(): void;
  installThen(): void;
}

export function createContinuations(
  asyncIds: Pick<AsyncIds, "contextFrame" | "shareIds">,
  inspection: Pick<Inspection, "notePromise" | "knowsPromise">,
): Continuations {
  const NativePromise = Promise;
  let hooks: PromiseHooks = {};
  /** The resource whose `before` was told and whose `after` was not. */
  let open: object | undefined;
  /** What the async function that ended last, without having awaited, ended with. */
  let ended: Outcome | undefined;
  /** Stands for the promise of the async function that returned to its caller last. */
  let left: object | undefined;
  /** The promise under construction. */
  let constructing: { outcome: Outcome; promise: object | undefined } | undefined;

  const standIn = (): object => Reflect.construct(NativePromise, [() => {}]) as object;
  /** A promise that nothing was seen of is the one of the async function that just returned it. */
  const claim = (promise: object): void => {
    if (left) asyncIds.shareIds(left, promise);
    left = undefined;
  };
  const isNative = (value: unknown): value is Promise<unknown> => value instanceof NativePromise;
  const settle = (promise: object, outcome: Outcome): void => {
    if (outcome.state === 0) return;
    inspection.notePromise(promise, outcome.state, outcome.value);
    hooks.settled?.(promise);
  };
  const close = (): void => {
    if (open === undefined) return;
    const resource = open;
    open = undefined;
    hooks.after?.(resource);
  };
  const begin = (): void => {
    close();
    ended = undefined;
    left = undefined;
  };
  const resume = (awaiting: Awaiting): void => {
    awaiting.resumed = true;
    begin();
    asyncIds.contextFrame = awaiting.frame;
    if (awaiting.resource && hooks.before) {
      open = awaiting.resource;
      hooks.before(awaiting.resource);
    }
  };

  const marks: ContinuationMarks = {
    e() {
      if (!hooks.init) return undefined;
      const own = standIn();
      hooks.init(own);
      return own;
    },
    w(value, own) {
      ended = undefined;
      left = own;
      let resource: object | undefined;
      if (hooks.init || hooks.before) {
        // V8 makes a promise of a plain value, and one more for the await itself.
        const awaited = isNative(value) ? value : standIn();
        if (awaited !== value) hooks.init?.(awaited, own);
        resource = standIn();
        hooks.init?.(resource, awaited);
      }
      return { v: value, frame: asyncIds.contextFrame, resource, resumed: false };
    },
    r(value, awaiting) {
      resume(awaiting);
      if (isNative(awaiting.v)) inspection.notePromise(awaiting.v, 1, value);
      return value;
    },
    c(awaiting) {
      if (awaiting && !awaiting.resumed) resume(awaiting);
    },
    f: () => asyncIds.contextFrame,
    b(frame) {
      asyncIds.contextFrame = frame;
    },
    v(value, awaiting, own) {
      left = own;
      if (own) hooks.settled?.(own);
      ended = awaiting === undefined && !isThenable(value) ? { state: 1, value } : undefined;
      return value;
    },
    x(error, awaiting, own) {
      left = own;
      if (own) hooks.settled?.(own);
      if (awaiting && !awaiting.resumed) {
        resume(awaiting);
        if (isNative(awaiting.v)) inspection.notePromise(awaiting.v, 2, error);
      }
      ended = awaiting === undefined ? { state: 2, value: error } : undefined;
      return error;
    },
    z() {
      ended = undefined;
      left = undefined;
    },
    k(_cleared, result) {
      const outcome = ended;
      ended = undefined;
      if (!isNative(result) || inspection.knowsPromise(result)) return result;
      claim(result);
      if (outcome) inspection.notePromise(result, outcome.state, outcome.value);
      return result;
    },
    o(executor) {
      if (typeof executor !== "function") return executor;
      const mine: typeof constructing = { outcome: { state: 0, value: undefined }, promise: undefined };
      return function (this: unknown, resolve: (value: unknown) => void, reject: (reason: unknown) => void) {
        let decided = false;
        const decide = (state: 1 | 2, value: unknown): void => {
          if (decided) return;
          decided = true;
          if (state === 1 && isThenable(value)) return;
          mine.outcome = { state, value };
          if (mine.promise) settle(mine.promise, mine.outcome);
        };
        try {
          return Reflect.apply(executor, this, [
            (value: unknown) => {
              decide(1, value);
              resolve(value);
            },
            (reason: unknown) => {
              decide(2, reason);
              reject(reason);
            },
          ]);
        } catch (error) {
          decide(2, error);
          throw error;
        } finally {
          constructing = mine;
        }
      };
    },
    n(promise) {
      const made = constructing;
      constructing = undefined;
      if (!isNative(promise)) return promise;
      inspection.notePromise(promise, 0, undefined);
      hooks.init?.(promise);
      if (made) {
        made.promise = promise;
        settle(promise, made.outcome);
      }
      return promise;
    },
  };

  return {
    marks,
    wanted: false,
    hooks: () => hooks,
    setHooks(next) {
      hooks = next;
    },
    beginTask() {
      begin();
      asyncIds.contextFrame = undefined;
    },
    installThen: () => installThen(asyncIds, inspection, { hooks: () => hooks, settle, claim, beginMicrotask: begin }),
  };
}
