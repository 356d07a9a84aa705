import type { Binding, Runtime } from "../boot/runtime.ts";

/** No snapshot is ever built here; the library only registers what it would do. */
export function createMksnapshotBinding(runtime: Runtime): Binding {
  return {
    ...runtime.data("mksnapshot"),
    isBuildingSnapshotBuffer: new Uint8Array(1),
    setSerializeCallback() {},
    setDeserializeCallback() {},
    setDeserializeMainFunction() {},
    runEmbedderPreload() {},
  };
}
