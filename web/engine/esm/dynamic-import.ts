/** What `import()` in a user's source calls. */
import type { EngineRuntime } from "../boot/bootstrap.ts";

export type DynamicImport = (
  referrer: symbol | undefined,
  specifier: string,
  phase: number,
  attributes: Record<string, string>,
  name: string,
) => unknown;

const evaluationPhase = 2;
export function importHook(
  runtime: EngineRuntime,
  name: string,
  referrer?: object,
  kind = "vm_dynamic_import_default_internal",
): (specifier: unknown, options?: { with?: Record<string, string> }) => Promise<unknown> {
  const own = referrer && Reflect.get(referrer, runtime.privateSymbols["host_defined_option_symbol"] ?? "");
  const id = (typeof own === "symbol" ? own : undefined) ?? runtime.symbols[kind];
  return async (specifier, options) => {
    const attributes: Record<string, string> = Object.assign(Object.create(null), options?.with);
    return runtime.dynamicImport?.(id, String(specifier), evaluationPhase, attributes, name);
  };
}
