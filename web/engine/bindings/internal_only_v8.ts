import type { Binding } from "../boot/runtime.ts";
import { unsupportedError } from "./unsupported.ts";

/** What `v8.queryObjects` asks: it needs to walk the heap. */
export function createInternalOnlyV8Binding(): Binding {
  return {
    queryObjects() {
      throw unsupportedError("internal_only_v8", "queryObjects");
    },
  };
}
