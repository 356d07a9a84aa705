import type { Runtime } from "../boot/runtime.ts";

/** The numbers a stream passes beside its callbacks, in one array that Node's library shares with all streams. */
export interface StreamState {
  array: Int32Array;
  setRead(bytesOrError: number): void;
  setWrite(bytes: number, async: boolean): void;
}

/** On the runtime and not in a variable here: bindings that are scripts of their own bring a second copy of this file. */
export function streamState(runtime: Runtime): StreamState {
  if (runtime.streamState) return runtime.streamState;
  const data = runtime.data("stream_wrap");
  const at = (name: string) => Number(data[name]);
  const array = new Int32Array(5);
  const state: StreamState = {
    array,
    setRead(bytesOrError) {
      array[at("kReadBytesOrError")] = bytesOrError;
      array[at("kArrayBufferOffset")] = 0;
    },
    setWrite(bytes, async) {
      array[at("kBytesWritten")] = bytes;
      array[at("kLastWriteWasAsync")] = async ? 1 : 0;
    },
  };
  runtime.streamState = state;
  return state;
}
