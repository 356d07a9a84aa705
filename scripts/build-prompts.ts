/** Puts the prompts' texts into one file that both hosts read like any other built one: `{"en": {"chat": "…", …}, "zh-CN": {…}}`. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { root } from "./paths.ts";

const sources = join(root, "shared", "agent", "prompts");

export function buildPrompts(outDir: string): void {
  mkdirSync(outDir, { recursive: true });
  writeFileSync(join(outDir, "prompts.json"), JSON.stringify(readPrompts()));
}

/** By language and name. */
export function readPrompts(): Record<string, Record<string, string>> {
  const languages = readdirSync(sources, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return Object.fromEntries(languages.map(({ name }) => [name, textsOf(join(sources, name))]));
}

function textsOf(folder: string): Record<string, string> {
  const files = readdirSync(folder).filter((file) => file.endsWith(".md"));
  return Object.fromEntries(files.map((file) => [basename(file, ".md"), readFileSync(join(folder, file), "utf8")]));
}
