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

/** Variables that switch an option on when they begin with 1. */
const switches: Record<string, string> = {
  NODE_PENDING_DEPRECATION: "--pending-deprecation",
  NODE_PRESERVE_SYMLINKS: "--preserve-symlinks",
  NODE_PRESERVE_SYMLINKS_MAIN: "--preserve-symlinks-main",
};

/** `options` with what the environment sets beside NODE_OPTIONS; a command line cannot take it back. */
export function withEnvironment(
  options: Record<string, unknown>,
  env: Record<string, string | undefined>,
): Record<string, unknown> {
  const result = { ...options };
  for (const [variable, option] of Object.entries(switches)) if (env[variable]?.startsWith("1")) result[option] = true;
  if (env["NODE_REDIRECT_WARNINGS"]) result["--redirect-warnings"] ||= env["NODE_REDIRECT_WARNINGS"];
  return result;
}

/** The words of NODE_OPTIONS: spaces part them, except between quotation marks, where a backslash takes the next letter as it is. */
export function nodeOptions(text: string | undefined): string[] {
  const words: string[] = [];
  let isQuoted = false;
  let isNew = true;
  const letters = [...(text ?? "")];
  for (let index = 0; index < letters.length; index++) {
    let letter = letters[index] ?? "";
    if (letter === " " && !isQuoted) {
      isNew = true;
      continue;
    }
    if (letter === '"') {
      isQuoted = !isQuoted;
      continue;
    }
    if (letter === "\\" && isQuoted) letter = letters[++index] ?? "";
    if (isNew) words.push(letter);
    else words.push((words.pop() ?? "") + letter);
    isNew = false;
  }
  return words;
}
