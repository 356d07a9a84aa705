import type { Binding, Runtime } from "../boot/runtime.ts";

/** Enough for `http2` to load: servers that only offer it (Fastify, Hono's adapter) ask for constants. Sessions name themselves as missing. */
export function createHttp2Binding(runtime: Runtime): Binding {
  return { ...runtime.data("http2"), setCallbackFunctions() {}, refreshDefaultSettings() {} };
}
