import type { Binding } from "../boot/runtime.ts";

interface Hooks {
  init?(asyncId: number, type: string, triggerAsyncId: number, resource: object): void;
  before?(asyncId: number): void;
  after?(asyncId: number): void;
  destroy?(asyncId: number): void;
}

/** Async ids, the execution stack of Node's async_hooks, and the context frame that AsyncLocalStorage reads. */
export interface AsyncIds {
  binding: Binding;
  /** Gives a native resource its ids, as AsyncWrap's constructor does. */
  adopt(resource: object, type: string): void;
  idOf(resource: object): number;
  /** Handles and requests that are not destroyed, with their types, in the order of their making. */
  active(): [object, string][];
  /** A native resource is gone: its ids are told once, later, to who listens. */
  destroy(resource: object): void;
  /** A reused resource begins anew, as AsyncWrap's AsyncReset. */
  reset(resource: object): void;
  /** Runs `callback` as that resource's: its ids on the stack and its context frame current. `succeeded` decides on the `after` hook. */
  run<T>(resource: object | undefined, callback: () => T, succeeded?: () => boolean): T;
  /** Runs the main script, which has the ids 1 and 0. */
  runMain<T>(callback: () => T): T;
  /** How `destroy` hooks come later; set with the loop. */
  defer(task: () => void): void;
  contextFrame: unknown;
  /** Two objects that stand for one resource: `to` gets the ids of `from`. */
  shareIds(from: object, to: object): void;
}

/** What `process.getActiveResourcesInfo()` lists; a write that ended at once is never destroyed and has no place here. */
const activeTypes = new Set(
  (
    "FSREQCALLBACK FSREQPROMISE GETADDRINFOREQWRAP GETNAMEINFOREQWRAP TCPCONNECTWRAP PIPECONNECTWRAP " +
    "TCPWRAP TCPSERVERWRAP PIPEWRAP PIPESERVERWRAP TTYWRAP UDPWRAP PROCESSWRAP SIGNALWRAP FSEVENTWRAP STATWATCHER"
  ).split(" "),
);

/** `data` are the plain members of `internalBinding('async_wrap')`; `symbols` those of the symbols binding. */
export function createAsyncIds(data: Binding, symbols: Record<string, symbol>): AsyncIds {
  const fields = data["async_hook_fields"] as Uint32Array;
  const ids = data["async_id_fields"] as Float64Array;
  const constants = data["constants"] as Record<string, number>;
  const resources: unknown[] = [];
  const stackIds = data["async_ids_stack"] as Float64Array;
  const at = (name: string) => constants[name] ?? 0;
  const stackLength = at("kStackLength");
  const execution = at("kExecutionAsyncId");
  const trigger = at("kTriggerAsyncId");
  const counter = at("kAsyncIdCounter");
  const defaultTrigger = at("kDefaultTriggerAsyncId");
  const idSymbol = symbols["async_id_symbol"] ?? Symbol("async_id");
  const triggerSymbol = symbols["trigger_async_id_symbol"] ?? Symbol("trigger_async_id");
  const overflow: [number, number][] = [];
  const frames = new WeakMap<object, unknown>();
  const types = new WeakMap<object, string>();
  /** Held as strongly as libuv holds what it works for. */
  const active = new Set<object>();
  let hooks: Hooks = {};
  let gone: number[] = [];
  const queueDestroy = (asyncId: number): void => {
    if ((fields[at("kDestroy")] ?? 0) === 0) return;
    if (gone.push(asyncId) > 1) return;
    self.defer(() => {
      const ids = gone;
      gone = [];
      for (const id of ids) hooks.destroy?.(id);
    });
  };
  /** Resources of the embedder API that say when they are collected. */
  const collected = new FinalizationRegistry<{ asyncId: number; state: { destroyed?: boolean } | undefined }>(
    ({ asyncId, state }) => {
      if (!state?.destroyed) queueDestroy(asyncId);
    },
  );
  ids[counter] = 1;

  const push = (asyncId: number, triggerId: number, resource?: unknown): void => {
    const depth = fields[stackLength] ?? 0;
    if (2 * depth < stackIds.length) {
      stackIds[2 * depth] = ids[execution] ?? 0;
      stackIds[2 * depth + 1] = ids[trigger] ?? 0;
    } else overflow.push([ids[execution] ?? 0, ids[trigger] ?? 0]);
    if (resource !== undefined) resources[depth] = resource;
    fields[stackLength] = depth + 1;
    ids[execution] = asyncId;
    ids[trigger] = triggerId;
  };
  const pop = (_asyncId?: number): boolean => {
    const depth = (fields[stackLength] ?? 0) - 1;
    if (depth < 0) return false;
    if (2 * depth < stackIds.length) {
      ids[execution] = stackIds[2 * depth] ?? 0;
      ids[trigger] = stackIds[2 * depth + 1] ?? 0;
    } else [ids[execution], ids[trigger]] = overflow.pop() ?? [0, 0];
    resources.length = Math.min(resources.length, depth);
    fields[stackLength] = depth;
    return depth > 0;
  };

  const self: AsyncIds = {
    contextFrame: undefined,
    binding: {
      ...data,
      execution_async_resources: resources,
      setupHooks(next: Hooks) {
        hooks = next;
      },
      setCallbackTrampoline() {},
      pushAsyncContext: push,
      popAsyncContext: pop,
      executionAsyncResource: (index: number) => resources[index],
      clearAsyncIdStack() {
        fields[stackLength] = 0;
        ids[execution] = 0;
        ids[trigger] = 0;
        overflow.length = 0;
        resources.length = 0;
      },
      queueDestroyAsyncId: queueDestroy,
      registerDestroyHook(resource: object, asyncId: number, state?: { destroyed?: boolean }) {
        collected.register(resource, { asyncId, state });
      },
    },
    active: () => [...active].map((resource) => [resource, types.get(resource) ?? ""]),
    idOf: (resource) => Number(Reflect.get(resource, idSymbol) ?? -1),
    adopt(resource, type) {
      const asyncId = (ids[counter] ?? 0) + 1;
      ids[counter] = asyncId;
      const chosen = ids[defaultTrigger] ?? -1;
      const triggerId = chosen >= 0 ? chosen : (ids[execution] ?? 0);
      Object.defineProperty(resource, idSymbol, { value: asyncId, writable: true, configurable: true });
      Object.defineProperty(resource, triggerSymbol, { value: triggerId, writable: true, configurable: true });
      types.set(resource, type);
      if (activeTypes.has(type)) active.add(resource);
      if (self.contextFrame !== undefined) frames.set(resource, self.contextFrame);
      if ((fields[at("kInit")] ?? 0) > 0) hooks.init?.(asyncId, type, triggerId, resource);
    },
    destroy(resource) {
      const asyncId = self.idOf(resource);
      active.delete(resource);
      if (asyncId <= 0 || !types.delete(resource)) return;
      queueDestroy(asyncId);
    },
    reset(resource) {
      const type = types.get(resource);
      if (type === undefined) return;
      self.destroy(resource);
      self.adopt(resource, type);
    },
    defer: (task) => task(),
    shareIds(from, to) {
      for (const key of [idSymbol, triggerSymbol]) {
        const value: unknown = Reflect.get(from, key);
        if (value !== undefined) Object.defineProperty(to, key, { value, writable: true, configurable: true });
      }
    },
    runMain(callback) {
      push(1, 0, {});
      try {
        return callback();
      } finally {
        pop();
      }
    },
    run(resource, callback, succeeded = () => true) {
      const asyncId = resource && (Reflect.get(resource, idSymbol) as number | undefined);
      const outer = self.contextFrame;
      if (resource) self.contextFrame = frames.get(resource);
      if (asyncId !== undefined) {
        push(asyncId, Number(Reflect.get(resource ?? {}, triggerSymbol) ?? 0), resource);
        if ((fields[at("kBefore")] ?? 0) > 0) hooks.before?.(asyncId);
      }
      try {
        const result = callback();
        if (asyncId !== undefined && (fields[at("kAfter")] ?? 0) > 0 && succeeded()) hooks.after?.(asyncId);
        return result;
      } finally {
        if (asyncId !== undefined) pop();
        self.contextFrame = outer;
      }
    },
  };
  return self;
}
