/** `process.env`: values are strings, as in C. */
import { codedError } from "./uv-errors.ts";

const symbolMessage = "Cannot convert a Symbol value to a string";

function toText(value: unknown): string {
  if (typeof value === "symbol") throw new TypeError(symbolMessage);
  return String(value);
}

export function createEnvironment(target: Record<string, string>): Record<string, string> {
  return new Proxy(target, {
    set(store, key, value) {
      if (typeof key === "symbol") throw new TypeError(symbolMessage);
      store[key] = toText(value);
      return true;
    },
    defineProperty(store, key, descriptor) {
      if (typeof key === "symbol") throw new TypeError(symbolMessage);
      if (!("value" in descriptor)) {
        throw invalidProperty("'process.env' does not accept an accessor(getter/setter) descriptor");
      }
      if (!descriptor.configurable || !descriptor.writable || !descriptor.enumerable) {
        throw invalidProperty("'process.env' only accepts a configurable, writable, and enumerable data descriptor");
      }
      store[key] = toText(descriptor.value);
      return true;
    },
  });
}

function invalidProperty(message: string): Error {
  return codedError(TypeError as unknown as ErrorConstructor, "ERR_INVALID_OBJECT_DEFINE_PROPERTY", message);
}
