/** Takes away the browser's globals that Node does not have, so that programs do not mistake this Worker for a page. */

/** Own names of the language itself, read from the engine's specification rather than from the Worker. */
export const languageNames: ReadonlySet<string> = new Set(
  (
    "Object Function Array Number parseFloat parseInt Infinity NaN undefined Boolean String Symbol Date Promise RegExp Error AggregateError " +
    "EvalError RangeError ReferenceError SyntaxError TypeError URIError SuppressedError DisposableStack AsyncDisposableStack globalThis JSON Math Intl " +
    "ArrayBuffer Atomics Uint8Array Int8Array Uint16Array Int16Array Uint32Array Int32Array Float16Array Float32Array Float64Array " +
    "Uint8ClampedArray BigUint64Array BigInt64Array DataView Map BigInt Set Iterator WeakMap WeakSet WeakRef Proxy Reflect " +
    "FinalizationRegistry SharedArrayBuffer decodeURI decodeURIComponent encodeURI encodeURIComponent escape unescape eval isFinite isNaN " +
    "console WebAssembly Temporal"
  ).split(" "),
);

/** A constant of the platform's interface cannot be deleted: an own property in front of it keeps it out of enumerations. */
function hide(name: string): void {
  if (name !== "constructor")
    Object.defineProperty(globalThis, name, { value: undefined, writable: true, configurable: true });
}

/** Call before Node's library installs its globals: afterwards only the language is left. */
export function removeBrowserGlobals(): void {
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    if (!languageNames.has(name)) Reflect.deleteProperty(globalThis, name);
  }
  for (let holder: object | null = Object.getPrototypeOf(globalThis); holder && holder !== Object.prototype; ) {
    for (const name of Object.getOwnPropertyNames(holder)) {
      if (!languageNames.has(name) && !Reflect.deleteProperty(holder, name)) hide(name);
    }
    holder = Object.getPrototypeOf(holder);
  }
  Reflect.deleteProperty(globalThis, Symbol.toStringTag);
}
