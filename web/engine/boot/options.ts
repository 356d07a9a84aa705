/** Node's options: their tables, and the words of NODE_OPTIONS. */
import type { OptionInfo, OptionTables, OptionTypes } from "./arguments.ts";
import { fromPicture } from "./bundle-input.ts";
import type { Runtime } from "./runtime.ts";

/** The tables that say which options there are. */
export function optionTables(runtime: Runtime): OptionTables {
  // Written by build/dump-bindings.ts from the binding itself.
  const info = fromPicture(runtime.dump.optionsInfo) as {
    options: Map<string, OptionInfo>;
    aliases: Map<string, string[]>;
  };
  return { ...info, types: runtime.data("options")["types"] as OptionTypes };
}

export function nodeOptions(text: string | undefined): string[] {
  return (text ?? "").split(" ").filter((word) => word !== "");
}
