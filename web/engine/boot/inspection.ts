/**
 * What `util.inspect` can see through V8's API and JavaScript cannot: the inside of proxies, of Map and Set iterators and of promises.
 * The constructors are wrapped before Node's library captures them, and what they made is remembered here.
 */
export interface Inspection {
  /** Target and handler of a proxy made in this process; null pair when revoked. */
  proxyDetails(value: object): [object | null, object | null] | undefined;
  isProxy(value: object): boolean;
  /** What an iterator has still to give. `entries` iterators give pairs. */
  iteratorPreview(iterator: object): { items: unknown[]; pairs: boolean } | undefined;
  promiseState(promise: object): [state: 0 | 1 | 2, value: unknown];
  /** State 0: seen while it was made, not settled yet. */
  notePromise(promise: object, state: 0 | 1 | 2, value: unknown): void;
  knowsPromise(promise: object): boolean;
}

interface IteratorSource {
  source: Map<unknown, unknown> | Set<unknown>;
  kind: string;
  taken: number;
}

export function installInspection(): Inspection {
  const proxies = installProxyWrapper();
  const iterators = installIteratorWrappers();
  const promises = installPromiseNotes();
  const mapForEach = Map.prototype.forEach;
  const setForEach = Set.prototype.forEach;
  return {
    proxyDetails: (value) => proxies.get(value),
    isProxy: (value) => proxies.has(value),
    iteratorPreview(iterator) {
      const known = iterators.get(iterator);
      if (!known) return undefined;
      const items: unknown[] = [];
      let index = 0;
      const add = (value: unknown, key: unknown) => {
        if (index++ < known.taken) return;
        if (known.kind === "entries") items.push(key, value);
        else items.push(known.kind === "keys" ? key : value);
      };
      if (known.source instanceof Map) Reflect.apply(mapForEach, known.source, [add]);
      else Reflect.apply(setForEach, known.source, [add]);
      return { items, pairs: known.kind === "entries" };
    },
    promiseState: (promise) => promises.get(promise) ?? [0, undefined],
    notePromise: (promise, state, value) => promises.set(promise, [state, value]),
    knowsPromise: (promise) => promises.has(promise),
  };
}

function installProxyWrapper(): WeakMap<object, [object | null, object | null]> {
  const known = new WeakMap<object, [object | null, object | null]>();
  const Native = Proxy;
  const construct = Reflect.construct;
  const revocable = function revocable(target: object, handler: ProxyHandler<object>) {
    const made = Native.revocable(target, handler);
    const details: [object | null, object | null] = [target, handler];
    known.set(made.proxy, details);
    const revoke = made.revoke;
    return {
      proxy: made.proxy,
      revoke() {
        details[0] = null;
        details[1] = null;
        revoke();
      },
    };
  };
  const Wrapped = new Native(Native, {
    construct(target, args) {
      const proxy = construct(target, args);
      known.set(proxy, [args[0], args[1]]);
      return proxy;
    },
    get: (target, key) => (key === "revocable" ? revocable : Reflect.get(target, key)),
  });
  Object.defineProperty(globalThis, "Proxy", { value: Wrapped, writable: true, configurable: true });
  return known;
}

/** Only iterators asked for by name pay; `for (const x of map)` keeps the engine's fast path. */
function installIteratorWrappers(): WeakMap<object, IteratorSource> {
  const known = new WeakMap<object, IteratorSource>();
  const wrap = (prototype: object, kind: string, shownAs: string) => {
    const native: unknown = Reflect.get(prototype, kind);
    if (typeof native !== "function") return;
    const holder = {
      [shownAs](this: Map<unknown, unknown> | Set<unknown>) {
        const iterator = Reflect.apply(native, this, []);
        const record: IteratorSource = { source: this, kind, taken: 0 };
        known.set(iterator, record);
        const next = iterator.next;
        Object.defineProperty(iterator, "next", {
          value: () => {
            record.taken++;
            return Reflect.apply(next, iterator, []);
          },
          enumerable: false,
          configurable: true,
          writable: true,
        });
        return iterator;
      },
    };
    Object.defineProperty(prototype, kind, {
      value: holder[shownAs],
      writable: true,
      configurable: true,
      enumerable: false,
    });
  };
  for (const kind of ["entries", "keys", "values"]) wrap(Map.prototype, kind, kind);
  for (const kind of ["entries", "values"]) wrap(Set.prototype, kind, kind);
  Object.defineProperty(Set.prototype, "keys", {
    value: Set.prototype.values,
    writable: true,
    configurable: true,
    enumerable: false,
  });
  return known;
}

/** A promise's state cannot be asked for; states that were seen to be decided are remembered. */
function installPromiseNotes(): WeakMap<object, [0 | 1 | 2, unknown]> {
  const known = new WeakMap<object, [0 | 1 | 2, unknown]>();
  const note = (method: "resolve" | "reject", state: 1 | 2) => {
    const native = Promise[method];
    const holder = {
      [method](this: PromiseConstructor, value: unknown) {
        const promise: object = Reflect.apply(native, this, [value]);
        const thenable =
          state === 1 &&
          (typeof value === "object" || typeof value === "function") &&
          value !== null &&
          "then" in value;
        if (!thenable) known.set(promise, [state, value]);
        return promise;
      },
    };
    Object.defineProperty(Promise, method, {
      value: holder[method],
      writable: true,
      configurable: true,
      enumerable: false,
    });
  };
  note("resolve", 1);
  note("reject", 2);
  return known;
}

/** V8's private symbols: an accessor on Object.prototype keeps the value beside the object, so that nothing shows on it. */
export function createPrivateSymbols(pictures: Record<string, symbol>): Record<string, symbol> {
  const result: Record<string, symbol> = {};
  const isObject = (value: unknown): value is object =>
    (typeof value === "object" && value !== null) || typeof value === "function";
  for (const [name, picture] of Object.entries(pictures)) {
    const key = Symbol(picture.description ?? name);
    const values = new WeakMap<object, unknown>();
    result[name] = key;
    Object.defineProperty(Object.prototype, key, {
      configurable: true,
      enumerable: false,
      get() {
        return isObject(this) ? values.get(this) : undefined;
      },
      set(value) {
        if (isObject(this)) values.set(this, value);
      },
    });
  }
  return result;
}
