import type { Binding, Runtime } from "../boot/runtime.ts";
import { streamState } from "./stream-state.ts";

export function createStreamWrapBinding(runtime: Runtime): Binding {
  return {
    ...runtime.data("stream_wrap"),
    streamBaseState: streamState(runtime).array,
    WriteWrap: class WriteWrap {
      constructor() {
        runtime.asyncIds.adopt(this, "WRITEWRAP");
      }
    },
    ShutdownWrap: class ShutdownWrap {
      constructor() {
        runtime.asyncIds.adopt(this, "SHUTDOWNWRAP");
      }
    },
    LibuvStreamWrap: class LibuvStreamWrap {},
  };
}
