import type { Binding, Runtime } from "../boot/runtime.ts";
import { CallFailure } from "../boot/uv-errors.ts";
import type { SystemCalls } from "../kernel/protocol.ts";
import { type ChildOptions, spawnRequest } from "./child-request.ts";
import { bytesOf } from "./text-encodings.ts";
import { toBuffer } from "./to-buffer.ts";

interface SyncOptions extends ChildOptions {
  timeout?: number;
  maxBuffer?: number;
  killSignal?: number | string;
}

const unlimited = 0;
const decoder = new TextDecoder();

export function createSpawnSyncBinding(runtime: Runtime): Binding {
  const { system, uv } = runtime;
  const signalName = (signal: number | string | undefined): string => {
    if (typeof signal === "string") return signal;
    const { signals } = runtime.internalBinding("constants")["os"] as { signals: Record<string, number> };
    return Object.keys(signals).find((name) => signals[name] === signal) ?? "SIGTERM";
  };
  return {
    spawn(options: SyncOptions) {
      const input = options.stdio?.[0]?.input;
      const bytes = input ? bytesOf(input).slice() : new Uint8Array(0);
      try {
        const answer = system.call(
          "spawnSync",
          [
            {
              ...spawnRequest(runtime, options),
              inputLength: bytes.length,
              timeoutMs: options.timeout ?? 0,
              maxBuffer: Number.isFinite(options.maxBuffer) ? Number(options.maxBuffer) : unlimited,
              killSignal: signalName(options.killSignal),
            },
          ],
          bytes,
        );
        return result(runtime, answer as unknown as Uint8Array);
      } catch (error) {
        if (error instanceof CallFailure)
          return { error: uv.numberOf(error.code), status: null, signal: null, output: null, pid: 0 };
        throw error;
      }
    },
  };
}

/** The answer's kind is `both`: length of the JSON, the JSON, then what the child wrote. */
function result(runtime: Runtime, answer: Uint8Array): object {
  const length = new DataView(answer.buffer, answer.byteOffset).getUint32(0, true);
  const info: ReturnType<SystemCalls["spawnSync"]> = JSON.parse(decoder.decode(answer.subarray(4, 4 + length)));
  let at = 4 + length;
  const output = info.outputLengths.map((size) => {
    if (size === null) return null;
    at += size;
    return toBuffer(runtime, answer.subarray(at - size, at));
  });
  const status = { pid: info.pid, status: info.code, signal: info.signal, output };
  return info.error === null ? status : { ...status, error: runtime.uv.numberOf(info.error) };
}
