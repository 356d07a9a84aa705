/** Web Crypto's asynchronous half is the browser's own: it has every algorithm, and keys never leave it. */
import type { EngineRuntime } from "./bootstrap.ts";
import { keepAlive } from "./outside-fetch.ts";

export function installWebCrypto(runtime: EngineRuntime): void {
  const platform = runtime.host.crypto.subtle;
  // Not in an insecure context: Node's own digests and HMACs remain.
  if (!platform) return;
  const subtle = new Proxy(platform, {
    get(target, key) {
      const method: unknown = Reflect.get(target, key);
      if (typeof method !== "function") return method;
      return (...args: unknown[]) => keepAlive(runtime, Promise.resolve(Reflect.apply(method, target, args)));
    },
  });
  const descriptor = Object.getOwnPropertyDescriptor(globalThis, "crypto");
  let wrapped: object | undefined;
  Object.defineProperty(globalThis, "crypto", {
    configurable: true,
    enumerable: descriptor?.enumerable ?? true,
    get() {
      const node: unknown = descriptor?.get?.call(globalThis);
      if (typeof node === "object" && node !== null && !wrapped) {
        Object.defineProperty(node, "subtle", { value: subtle, configurable: true });
        wrapped = node;
      }
      return wrapped ?? node;
    },
    set(value: unknown) {
      Object.defineProperty(globalThis, "crypto", { value, writable: true, configurable: true, enumerable: true });
    },
  });
}
