/** What the parsers know of a file, by its name: how many syntax errors it has and what it declares. */
import type { LanguageSupport } from "@codemirror/language";
import { type Tree, TreeFragment } from "@lezer/common";
import type { OutlineItem } from "../../shared/agent/outline.ts";
import { type LanguageId, languageOf, loadLanguageSupport } from "./languages.ts";
import { type OutlinedLanguage, outlineOf } from "./outline.ts";

export interface FileSyntax {
  /** Syntax errors; 0 for a language without a parser. */
  errors(path: string, text: string): number;
  /** Empty for a language of which no outline can be read. */
  outline(path: string, text: string): readonly OutlineItem[];
}

const scripts: readonly LanguageId[] = ["javascript", "jsx", "typescript", "tsx"];
const parsed: readonly LanguageId[] = [...scripts, "html", "css", "json", "markdown", "python"];

let loading: Promise<FileSyntax> | undefined;

/** With every parser loaded: an answer may name any file. One for the page, whoever asks: what it has parsed serves them all. */
export function loadFileSyntax(): Promise<FileSyntax> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function load(): Promise<FileSyntax> {
  const loaded = await Promise.all(parsed.map(async (id) => [id, await loadLanguageSupport(id)] as const));
  const treeOf = createParsers(new Map(loaded));
  return {
    errors(path, text) {
      let count = 0;
      treeOf(path, text)?.iterate({
        enter({ type }) {
          if (type.isError) count++;
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

/** Files whose last tree is kept. */
const maxKept = 16;

/** Of a file's next text only what differs is parsed: a long file is looked at after each of hundreds of edits. */
function createParsers(supports: ReadonlyMap<LanguageId, LanguageSupport | undefined>) {
  const kept = new Map<string, { text: string; tree: Tree }>();
  return (path: string, text: string): Tree | undefined => {
    const parser = supports.get(languageOf(path))?.language.parser;
    if (!parser) return undefined;
    const last = kept.get(path);
    if (last?.text === text) return last.tree;
    const tree = parser.parse(text, last && fragmentsOf(last, text));
    kept.delete(path);
    kept.set(path, { text, tree });
    const [oldest] = kept.keys();
    if (kept.size > maxKept && oldest !== undefined) kept.delete(oldest);
    return tree;
  };
}

function fragmentsOf({ text: before, tree }: { text: string; tree: Tree }, text: string): readonly TreeFragment[] {
  const shorter = Math.min(text.length, before.length);
  let head = 0;
  while (head < shorter && text[head] === before[head]) head++;
  let tail = 0;
  while (tail < shorter - head && text.at(-1 - tail) === before.at(-1 - tail)) tail++;
  const change = { fromA: head, toA: before.length - tail, fromB: head, toB: text.length - tail };
  return TreeFragment.applyChanges(TreeFragment.addTree(tree), [change]);
}

function outlined(language: LanguageId): OutlinedLanguage | undefined {
  if (scripts.includes(language)) return "script";
  return language === "python" ? "python" : undefined;
}
