import type { EngineRuntime } from "../boot/bootstrap.ts";
import type { Binding } from "../boot/runtime.ts";

/** The texts of Node's modules, read when first looked at. */
function lazyTexts(runtime: EngineRuntime): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const id of runtime.builtinIds) {
    Object.defineProperty(texts, id, { enumerable: true, configurable: true, get: () => runtime.builtinText(id) });
  }
  return texts;
}

export function createBuiltinsBinding(runtime: EngineRuntime): Binding {
  let natives: Record<string, string> | undefined;
  return {
    ...runtime.data("builtins"),
    get natives() {
      natives ??= lazyTexts(runtime);
      return natives;
    },
    builtinIds: runtime.builtinIds.filter((id) => id !== "config"),
    config: JSON.stringify(runtime.dump.config),
    compileFunction: (id: string) => runtime.compileBuiltin(id),
    setInternalLoaders: runtime.setInternalLoaders,
    hasCachedBuiltins: () => true,
    getCacheUsage: () => ({ compiledWithCache: [], compiledWithoutCache: [], compiledInSnapshot: [] }),
  };
}
