/** What the parsers know of a file, by its name: how many syntax errors it has and what it declares. */
import type { LanguageSupport } from "@codemirror/language";
import type { OutlineItem } from "../../shared/agent/outline.ts";
import { type LanguageId, languageOf, loadLanguageSupport } from "./languages.ts";
import { type OutlinedLanguage, outlineOf } from "./outline.ts";

export interface FileSyntax {
  /** Syntax errors; 0 for a language without a parser. */
  errors(path: string, text: string): number;
  /** Empty for a language of which no outline can be read. */
  outline(path: string, text: string): readonly OutlineItem[];
}

const parsed: readonly LanguageId[] = [
  "javascript",
  "jsx",
  "typescript",
  "tsx",
  "html",
  "css",
  "json",
  "markdown",
  "python",
];
const scripts: readonly LanguageId[] = ["javascript", "jsx", "typescript", "tsx"];

/** With every parser loaded: an answer may name any file. */
export async function loadFileSyntax(): Promise<FileSyntax> {
  const loaded = await Promise.all(parsed.map(async (id) => [id, await loadLanguageSupport(id)] as const));
  const parsers = new Map<LanguageId, LanguageSupport | undefined>(loaded);
  const treeOf = (path: string, text: string) => parsers.get(languageOf(path))?.language.parser.parse(text);
  return {
    errors(path, text) {
      let count = 0;
      treeOf(path, text)?.iterate({
        enter(node) {
          if (node.type.isError) count++;
        },
      });
      return count;
    },
    outline(path, text) {
      const tree = treeOf(path, text);
      const language = outlined(languageOf(path));
      return tree && language ? outlineOf(tree, text, language) : [];
    },
  };
}

function outlined(language: LanguageId): OutlinedLanguage | undefined {
  if (scripts.includes(language)) return "script";
  return language === "python" ? "python" : undefined;
}
