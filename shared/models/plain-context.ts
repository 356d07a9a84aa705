/** Other files for models and servers that have no form of their own for them: before the code, each under its path in a comment. */
import type { FimFile } from "./fim.ts";

export interface PlainPrompt {
  path: string;
  prefix: string;
  context?: readonly FimFile[] | undefined;
}

/** The code before the caret, with the other files before it, the most helpful last: beside the code. */
export function prefixWithFiles({ path, prefix, context = [] }: PlainPrompt): string {
  if (context.length === 0) return prefix;
  const files = context.toReversed().map((file) => `${comment(file.path)}${file.text.trimEnd()}\n\n`);
  return `${files.join("")}${comment(path)}${prefix}`;
}

function comment(path: string): string {
  const [open, close] = marks.find(([names]) => names.test(path))?.[1] ?? ["//", ""];
  return `${open} ${path}${close}\n`;
}

const marks: readonly (readonly [RegExp, readonly [open: string, close: string]])[] = [
  [/\.(?:pyi?|rb|sh|ya?ml|toml|r|pl|conf)$|(?:^|\/)(?:Makefile|Dockerfile)$/, ["#", ""]],
  [/\.(?:html?|xml|svg|md|markdown|vue)$/, ["<!--", " -->"]],
  [/\.css$/, ["/*", " */"]],
  [/\.(?:sql|lua|hs)$/, ["--", ""]],
];
