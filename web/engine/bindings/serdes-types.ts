/** What kind of object V8 sees, whatever its prototype says. */
export type ValueType =
  | "object"
  | "array"
  | "view"
  | "buffer"
  | "date"
  | "regexp"
  | "map"
  | "set"
  | "error"
  | "boxed"
  | "module"
  | "memory"
  | "other";

const objectToString = Object.prototype.toString;
const mapSize = getterOf(Map.prototype, "size");
const setSize = getterOf(Set.prototype, "size");
const bufferLength = getterOf(ArrayBuffer.prototype, "byteLength");
const sharedLength = getterOf(SharedArrayBuffer.prototype, "byteLength");

function getterOf(prototype: object, key: string): (this: unknown) => unknown {
  return Object.getOwnPropertyDescriptor(prototype, key)?.get ?? (() => undefined);
}

function works(method: (this: never, ...args: never[]) => unknown, value: object, args: unknown[] = []): boolean {
  try {
    Reflect.apply(method, value, args);
    return true;
  } catch {
    return false;
  }
}

/** Objects of classes that hold something a copy could not have. */
const uncloneable = [Promise, WeakMap, WeakSet, WeakRef, FinalizationRegistry];
const builtinTags: Record<string, ValueType> = {
  Error: "error",
  Date: "date",
  RegExp: "regexp",
  Boolean: "boxed",
  Number: "boxed",
  String: "boxed",
  Arguments: "other",
  Function: "other",
};

export function typeOf(value: object): ValueType {
  if (Array.isArray(value)) return "array";
  // The tag tells what V8 has built in, unless the object has chosen another one.
  const tag = Symbol.toStringTag in value ? undefined : objectToString.call(value).slice(8, -1);
  if (tag !== undefined && tag !== "Object") return builtinTags[tag] ?? "other";
  if (tag === "Object") return "object";
  if (ArrayBuffer.isView(value)) return "view";
  if (works(mapSize, value)) return "map";
  if (works(setSize, value)) return "set";
  if (works(bufferLength, value) || works(sharedLength, value)) return "buffer";
  if (value instanceof WebAssembly.Module) return "module";
  if (value instanceof WebAssembly.Memory) return value.buffer instanceof SharedArrayBuffer ? "memory" : "other";
  if (value instanceof WebAssembly.Instance || value instanceof WebAssembly.Table) return "other";
  if (uncloneable.some((Type) => value instanceof Type)) return "other";
  return taggedType(value);
}

/** An object that names its own tag: an instance of a program's class, or something built in. */
function taggedType(value: object): ValueType {
  if (value instanceof Error) return "error";
  if (works(BigInt.prototype.valueOf, value)) return "boxed";
  if (works(Symbol.prototype.valueOf, value)) return "other";
  const tag = objectToString.call(value).slice(8, -1);
  if (/ Iterator$|^(Async)?(Generator|Function)/.test(tag) || tag.startsWith("Intl.")) return "other";
  return "object";
}
