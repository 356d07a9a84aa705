/**
 * How objects of native classes travel between threads. Node's own JavaScript classes say it themselves (internal/worker/js_transferable);
 * a native class registers here, under `binding:Class`, so that the receiving thread finds it by loading that binding.
 */
export interface HostObjectRules {
  cloneable: boolean;
  transferable: boolean;
  /** What the copy is made from: plain data and bytes. */
  write(object: object, transferring: boolean): unknown;
  read(data: unknown): object;
}

interface Registered extends HostObjectRules {
  name: string;
}

export interface HostObjects {
  register(name: string, prototype: object, rules: HostObjectRules): void;
  of(object: object): Registered | undefined;
  named(name: string): Registered | undefined;
}

export function createHostObjects(): HostObjects {
  const key = Symbol("host object");
  const registered = new Map<string, Registered>();
  return {
    register(name, prototype, rules) {
      const entry = { name, ...rules };
      registered.set(name, entry);
      Object.defineProperty(prototype, key, { value: entry, enumerable: false, configurable: true });
    },
    of: (object) => Reflect.get(object, key) as Registered | undefined,
    named: (name) => registered.get(name),
  };
}
