import { fromPicture } from "../boot/bundle-input.ts";
import type { Binding, Runtime } from "../boot/runtime.ts";

export function createOptionsBinding(runtime: Runtime): Binding {
  return {
    ...runtime.data("options"),
    getCLIOptionsValues: () => runtime.options,
    getCLIOptionsInfo: () => fromPicture(runtime.dump.optionsInfo),
    getEmbedderOptions: () => ({
      ...(fromPicture(runtime.dump.embedderOptions) as object),
      shouldNotRegisterESMLoader: false,
      noBrowserGlobals: false,
      noGlobalSearchPaths: false,
      hasEmbedderPreload: false,
    }),
    getOptionsAsFlags: () => runtime.execArgv,
    getEnvOptionsInputType: () => new Map(),
    getNamespaceOptionsInputType: () => new Map(),
  };
}
