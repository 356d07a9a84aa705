import type { Binding } from "../boot/runtime.ts";

const channels = 64;

export function createDiagnosticsChannelBinding(): Binding {
  return { subscribers: new Uint32Array(channels), linkNativeChannel() {} };
}
