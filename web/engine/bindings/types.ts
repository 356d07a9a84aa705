/** `internalBinding('types')`: what an object really is, whatever its prototype says. A proxy is nothing but a proxy. */
import type { EngineRuntime } from "../boot/bootstrap.ts";
import type { Binding } from "../boot/runtime.ts";
import { isNamespace } from "../esm/module-record.ts";

type Test = (value: unknown) => boolean;

const objectToString = Object.prototype.toString;
const functionToString = Function.prototype.toString;
const tagOf = (value: unknown) => objectToString.call(value).slice(8, -1);
const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

function getter(prototype: object, key: string | symbol): (this: unknown) => unknown {
  return Object.getOwnPropertyDescriptor(prototype, key)?.get ?? (() => undefined);
}

/** True when a method that only works on one kind of object works on this one. */
function brand(method: (this: never, ...args: never[]) => unknown, args: unknown[] = []): Test {
  return (value) => {
    if (!isObject(value)) return false;
    try {
      Reflect.apply(method, value, args);
      return true;
    } catch {
      return false;
    }
  };
}

const asyncPrototype = Object.getPrototypeOf(async () => {});
const generatorPrototype = Object.getPrototypeOf(function* () {});
const asyncGeneratorPrototype = Object.getPrototypeOf(async function* () {});
const typedArrayTag = getter(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag);

function functionKind(pattern: RegExp, prototypes: object[]): Test {
  return (value) => {
    if (typeof value !== "function") return false;
    return prototypes.includes(Object.getPrototypeOf(value)) || pattern.test(functionToString.call(value));
  };
}

export function createTypeTests(runtime: EngineRuntime): Record<string, Test> {
  const { isProxy } = runtime.inspection;
  const proxied: Test = (value) => (isObject(value) || typeof value === "function") && isProxy(value);
  const plain =
    (test: Test): Test =>
    (value) =>
      !proxied(value) && test(value);
  const mapIterator = Object.getPrototypeOf(new Map()[Symbol.iterator]());
  const setIterator = Object.getPrototypeOf(new Set()[Symbol.iterator]());
  const isError: unknown = Reflect.get(Error, "isError");
  const tests: Record<string, Test> = {
    isExternal: () => false,
    isDate: plain(brand(Date.prototype.getTime)),
    isArgumentsObject: plain(
      (value) => isObject(value) && !(Symbol.toStringTag in value) && tagOf(value) === "Arguments",
    ),
    isBigIntObject: plain(brand(BigInt.prototype.valueOf)),
    isBooleanObject: plain(brand(Boolean.prototype.valueOf)),
    isNumberObject: plain(brand(Number.prototype.valueOf)),
    isStringObject: plain(brand(String.prototype.valueOf)),
    isSymbolObject: plain(brand(Symbol.prototype.valueOf)),
    isNativeError: plain((value) =>
      typeof isError === "function" ? isError(value) === true : value instanceof Error && tagOf(value) === "Error",
    ),
    isRegExp: plain((value) => value !== RegExp.prototype && brand(getter(RegExp.prototype, "hasIndices"))(value)),
    isAsyncFunction: plain(functionKind(/^async\b/, [asyncPrototype, asyncGeneratorPrototype])),
    isGeneratorFunction: plain(
      functionKind(/^(async\s+)?(function\s*\*|\*)/, [generatorPrototype, asyncGeneratorPrototype]),
    ),
    isGeneratorObject: plain((value) => isObject(value) && /^(Async)?Generator$/.test(tagOf(value))),
    isPromise: plain((value) => isObject(value) && value instanceof Promise),
    isMap: plain(brand(getter(Map.prototype, "size"))),
    isSet: plain(brand(getter(Set.prototype, "size"))),
    isMapIterator: plain((value) => isObject(value) && value !== mapIterator && tagOf(value) === "Map Iterator"),
    isSetIterator: plain((value) => isObject(value) && value !== setIterator && tagOf(value) === "Set Iterator"),
    isWeakMap: plain(brand(WeakMap.prototype.has, [{}])),
    isWeakSet: plain(brand(WeakSet.prototype.has, [{}])),
    isArrayBuffer: plain(brand(getter(ArrayBuffer.prototype, "byteLength"))),
    isSharedArrayBuffer: plain(brand(getter(SharedArrayBuffer.prototype, "byteLength"))),
    isDataView: plain(brand(getter(DataView.prototype, "byteLength"))),
    isProxy: proxied,
    isModuleNamespaceObject: (value) => isObject(value) && isNamespace(value),
    isEventTarget: () => false,
    isArrayBufferView: (value) => ArrayBuffer.isView(value),
    isTypedArray: (value) => isObject(value) && Reflect.apply(typedArrayTag, value, []) !== undefined,
    isUint8Array: (value) => isObject(value) && Reflect.apply(typedArrayTag, value, []) === "Uint8Array",
  };
  const any =
    (...keys: string[]): Test =>
    (value) =>
      keys.some((key) => tests[key]?.(value) ?? false);
  tests["isAnyArrayBuffer"] = any("isArrayBuffer", "isSharedArrayBuffer");
  tests["isBoxedPrimitive"] = any(
    "isNumberObject",
    "isStringObject",
    "isBooleanObject",
    "isBigIntObject",
    "isSymbolObject",
  );
  return tests;
}

export function createTypesBinding(runtime: EngineRuntime): Binding {
  return createTypeTests(runtime);
}
