import type { Binding, Runtime } from "../boot/runtime.ts";

/** Diagnostic reports describe a native process: settings are kept, none is written. */
export function createReportBinding(runtime: Runtime): Binding {
  const settings = new Map<string, unknown>();
  const binding: Binding = {};
  for (const name of runtime.dump.bindings["report"]?.functions ?? []) {
    const key = name.replace(/^(get|set|should)/, "");
    if (name.startsWith("set")) binding[name] = (value: unknown) => void settings.set(key, value);
    else if (name.startsWith("get") && name !== "getReport") binding[name] = () => settings.get(key) ?? "";
    else if (name.startsWith("should")) binding[name] = () => false;
  }
  return binding;
}
