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

const switches = {
  NODE_PENDING_DEPRECATION: "--pending-deprecation",
  NODE_PRESERVE_SYMLINKS: "--preserve-symlinks",
  NODE_PRESERVE_SYMLINKS_MAIN: "--preserve-symlinks-main",
} as const;

/** Options that have a variable of their own, beside NODE_OPTIONS; `given` is the command line's. */
export function environmentOptions(
  environment: Record<string, string>,
  given: Record<string, unknown>,
): Record<string, unknown> {
  const on = Object.entries(switches).filter(([variable]) => environment[variable]?.startsWith("1"));
  const file = given["--redirect-warnings"] || environment["NODE_REDIRECT_WARNINGS"];
  return {
    ...Object.fromEntries(on.map(([, option]) => [option, true])),
    ...(file ? { "--redirect-warnings": file } : {}),
  };
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
