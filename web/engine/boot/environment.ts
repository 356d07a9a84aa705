/** `process.env`: values are strings, as in C. */
import type { SystemPort } from "./system.ts";
import { codedError } from "./uv-errors.ts";

const symbolMessage = "Cannot convert a Symbol value to a string";

export interface Environment {
  variables: Record<string, string>;
  /** Takes the variables of the process's start. */
  fill(variables: Record<string, string>): void;
  /** From now on the kernel keeps the variables, for all threads that know the number. */
  share(system: SystemPort): number;
  /** Uses an environment that another thread shares. */
  join(system: SystemPort, id: number): void;
}

/** Where the variables are: in this thread, or in the kernel. */
interface Store {
  get(name: string): string | undefined;
  set(name: string, value: string | undefined): void;
  names(): string[];
}

function localStore(map: Map<string, string>): Store {
  return {
    get: (name) => map.get(name),
    set(name, value) {
      if (value === undefined) map.delete(name);
      else map.set(name, value);
    },
    names: () => [...map.keys()],
  };
}

function sharedStore(system: SystemPort, id: number): Store {
  return {
    get: (name) => system.call("environmentGet", [id, name]) ?? undefined,
    set: (name, value) => void system.call("environmentSet", [id, name, value ?? null]),
    names: () => system.call("environmentKeys", [id]),
  };
}

/** `onOddValue` is told of values that are no string, number or boolean, until it says that it has heard. */
export function createEnvironment(onOddValue: () => boolean): Environment {
  let oddHeard = false;
  const toText = (value: unknown): string => {
    if (typeof value === "symbol") throw new TypeError(symbolMessage);
    if (!oddHeard && !/^(?:string|number|boolean)$/.test(typeof value)) oddHeard = onOddValue();
    return String(value);
  };
  const own = new Map<string, string>();
  let store = localStore(own);
  let sharedId: number | undefined;
  return {
    variables: variablesOf(() => store, toText),
    fill(variables) {
      for (const [name, value] of Object.entries(variables)) own.set(name, value);
    },
    share(system) {
      sharedId ??= system.call("environmentNew", [[...own].flat()]);
      store = sharedStore(system, sharedId);
      return sharedId;
    },
    join(system, id) {
      sharedId = id;
      store = sharedStore(system, id);
    },
  };
}

function variablesOf(store: () => Store, toText: (value: unknown) => string): Record<string, string> {
  /** As setenv(3), which refuses these names. */
  const put = (name: string, value: unknown) => {
    const text = toText(value);
    if (name !== "" && !name.includes("=")) store().set(name, text);
  };
  const descriptorOf = (name: string): PropertyDescriptor | undefined => {
    const value = store().get(name);
    return value === undefined ? undefined : { value, writable: true, enumerable: true, configurable: true };
  };
  return new Proxy<Record<string, string>>(
    {},
    {
      get(target, key, receiver) {
        const value = typeof key === "symbol" ? undefined : store().get(key);
        return value ?? Reflect.get(target, key, receiver);
      },
      has: (target, key) => (typeof key === "string" && store().get(key) !== undefined) || Reflect.has(target, key),
      ownKeys: () => store().names(),
      getOwnPropertyDescriptor: (_target, key) => (typeof key === "symbol" ? undefined : descriptorOf(key)),
      deleteProperty(_target, key) {
        if (typeof key === "string") store().set(key, undefined);
        return true;
      },
      set(_target, key, value) {
        if (typeof key === "symbol") throw new TypeError(symbolMessage);
        put(key, value);
        return true;
      },
      defineProperty(_target, key, descriptor) {
        if (typeof key === "symbol") throw new TypeError(symbolMessage);
        if ("get" in descriptor || "set" in descriptor) {
          throw invalidProperty("'process.env' does not accept an accessor(getter/setter) descriptor");
        }
        if (!("value" in descriptor) || !descriptor.configurable || !descriptor.writable || !descriptor.enumerable) {
          throw invalidProperty("'process.env' only accepts a configurable, writable, and enumerable data descriptor");
        }
        put(key, descriptor.value);
        return true;
      },
    },
  );
}

function invalidProperty(message: string): Error {
  return codedError(TypeError, "ERR_INVALID_OBJECT_DEFINE_PROPERTY", message);
}
