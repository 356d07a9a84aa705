import type { Binding } from "../boot/runtime.ts";

/** A single-executable application this is not. */
export function createSeaBinding(): Binding {
  return {
    isSea: () => false,
    isExperimentalSeaWarningNeeded: () => false,
    getAsset: () => undefined,
    getAssetKeys: () => [],
  };
}
