/** Takes away the browser's globals that Node does not have, so that programs do not mistake this Worker for a page. */

/** Kept although Node lacks them under these names: the language's own, and what Node's library installs itself. */
const browserOnly = new Set([
  "self",
  "window",
  "location",
  "onmessage",
  "onmessageerror",
  "onerror",
  "onoffline",
  "ononline",
  "onlanguagechange",
  "onrejectionhandled",
  "onunhandledrejection",
  "onsecuritypolicyviolation",
  "importScripts",
  "postMessage",
  "close",
  "name",
  "origin",
  "isSecureContext",
  "crossOriginIsolated",
  "indexedDB",
  "caches",
  "scheduler",
  "trustedTypes",
  "fonts",
  "reportError",
  "createImageBitmap",
  "requestAnimationFrame",
  "cancelAnimationFrame",
  "webkitRequestFileSystem",
  "webkitRequestFileSystemSync",
  "webkitResolveLocalFileSystemURL",
  "webkitResolveLocalFileSystemSyncURL",
  "addEventListener",
  "removeEventListener",
  "dispatchEvent",
  "when",
  "TEMPORARY",
  "PERSISTENT",
]);

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

/** Call before Node's library installs its globals: afterwards only the language is left. */
export function removeBrowserGlobals(): void {
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    if (!languageNames.has(name)) Reflect.deleteProperty(globalThis, name);
  }
  for (let holder: object | null = Object.getPrototypeOf(globalThis); holder && holder !== Object.prototype; ) {
    for (const name of Object.getOwnPropertyNames(holder)) {
      if (browserOnly.has(name) || !languageNames.has(name)) Reflect.deleteProperty(holder, name);
    }
    holder = Object.getPrototypeOf(holder);
  }
  Reflect.deleteProperty(globalThis, Symbol.toStringTag);
}
