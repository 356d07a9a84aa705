/** `fs.read` with a callback on standard input: it waits as an event, so that the rest of the program goes on meanwhile. */
import type { Runtime } from "../boot/runtime.ts";
import { bytesOf } from "./text-encodings.ts";

interface WaitingRead {
  target: Uint8Array;
  request: object;
}

interface StreamState {
  chunks: Uint8Array[];
  waiting: WaitingRead[];
  ended: boolean;
  error: string | undefined;
  listening: boolean;
}

type Read = (...args: unknown[]) => unknown;

/** `read` for descriptors 0 to 2 that are pipes or terminals and are read by callback; any other read is the given one. */
export function createStreamRead(runtime: Runtime, plainRead: Read): Read {
  const { system, loop, uv } = runtime;
  const states = new Map<number, StreamState>();

  const listen = (fd: number, state: StreamState) => {
    if (state.listening || state.ended) return;
    state.listening = true;
    loop.hold();
    system.on("data", fd, (event) => {
      if (event.data === null) {
        state.ended = true;
        state.error = event.error;
      } else state.chunks.push(event.data);
      settle(fd, state);
    });
    system.post({ type: "read-start", fd });
  };
  const rest = (fd: number, state: StreamState) => {
    if (!state.listening) return;
    state.listening = false;
    system.post({ type: "read-stop", fd });
    system.off("data", fd);
    loop.release();
  };
  const settle = (fd: number, state: StreamState) => {
    while (state.waiting.length > 0 && (state.chunks.length > 0 || state.ended)) {
      const read = state.waiting.shift();
      if (read === undefined) break;
      const count = fill(read.target, state.chunks);
      const failure = count === 0 && state.error !== undefined ? uv.exception(state.error, "read") : null;
      loop.callback(read.request, "oncomplete", failure === null ? [null, count] : [failure]);
    }
    if (state.waiting.length === 0) rest(fd, state);
  };
  const isStream = (fd: number) => ["pipe", "tty", "socket"].includes(system.call("descriptorKind", [fd]) ?? "");

  return (...args) => {
    const [fd, buffer, offset, length, , request] = args;
    const byCallback = typeof request === "object" && request !== null;
    if (!byCallback || typeof fd !== "number" || fd > 2 || typeof offset !== "number" || typeof length !== "number")
      return plainRead(...args);
    const known = states.get(fd);
    if (known === undefined && !isStream(fd)) return plainRead(...args);
    const state = known ?? { chunks: [], waiting: [], ended: false, error: undefined, listening: false };
    states.set(fd, state);
    state.waiting.push({ target: bytesOf(buffer as ArrayBufferView).subarray(offset, offset + length), request });
    listen(fd, state);
    settle(fd, state);
    return undefined;
  };
}

/** Moves bytes from the front of the chunks into the target; what does not fit stays. */
function fill(target: Uint8Array, chunks: Uint8Array[]): number {
  let count = 0;
  for (let chunk = chunks[0]; chunk !== undefined && count < target.length; chunk = chunks[0]) {
    const part = chunk.subarray(0, target.length - count);
    target.set(part, count);
    count += part.length;
    if (part.length === chunk.length) chunks.shift();
    else chunks[0] = chunk.subarray(part.length);
  }
  return count;
}
