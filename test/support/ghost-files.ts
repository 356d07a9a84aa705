/** Files that an editor may meet and is not made for: `unit` again and again, and `before` where the caret stands. */
import type { LanguageId } from "../../web/editor/languages.ts";

export interface BadFile {
  unit: string;
  count: number;
  /** Text behind the units with the caret at its end; empty for a caret in the middle of the file. */
  before: string;
  language: LanguageId;
}

const oneLine = "const value = load(first, second) ?? { name: 'x', items: [1, 2, 3] };\n";

export const badFiles = {
  lines300: { unit: oneLine, count: 300, before: "", language: "typescript" },
  lines10k: { unit: oneLine, count: 10_000, before: "", language: "typescript" },
  lines100k: { unit: oneLine, count: 100_000, before: "", language: "typescript" },
  line5MB: { unit: "const a=1;", count: 500_000, before: "\n", language: "javascript" },
  onLine5MB: { unit: "const a=1;", count: 500_000, before: "const b=", language: "javascript" },
  binary: {
    unit: "\u0001\u0002PNG\u001a\ufffd\u0000\u202e\u{e0041}",
    count: 40_000,
    before: "\n",
    language: "javascript",
  },
  tokens: { unit: "<|fim_prefix|><PRE><fim_suffix>[SUFFIX]\n", count: 2_000, before: "", language: "javascript" },
  brackets: { unit: "((((([[[[[{{{{{", count: 6_000, before: "\n", language: "typescript" },
} as const satisfies Record<string, BadFile>;
