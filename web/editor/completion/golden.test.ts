/** Golden cases of what is shown: in `at`, ▮ is the caret and «…» behind it what accepting replaces. */
import { readFileSync } from "node:fs";
import { EditorState } from "@codemirror/state";
import { describe, expect, it } from "vitest";
import { filterCandidate } from "../../../shared/completion/filters/filter-candidate.ts";
import { noWorseParse } from "../../../shared/completion/filters/parse-gate.ts";
import { type languageNames, languageOf, loadLanguageSupport } from "../languages.ts";
import { countErrorsIn } from "./parse-errors.ts";

interface GoldenCase {
  name: string;
  at: string;
  says: string;
  /** Null when nothing may be shown. */
  shown: string | null;
}

const extensions = {
  javascript: "js",
  jsx: "jsx",
  typescript: "ts",
  tsx: "tsx",
  html: "html",
  css: "css",
  json: "json",
  markdown: "md",
  python: "py",
  text: "txt",
} satisfies Record<keyof typeof languageNames, string>;

describe.each(Object.entries(extensions))("what is shown of a suggestion in %s", (name, extension) => {
  const file = new URL(`../../../test/golden/completion/${name}.json`, import.meta.url);
  const cases: GoldenCase[] = JSON.parse(readFileSync(file, "utf8"));
  const language = languageOf(`a.${extension}`);

  it.each(cases)("$name", async ({ at, says, shown }) => {
    const { doc, caret, replace } = readMarks(at);
    const support = await loadLanguageSupport(language);
    const state = EditorState.create({ doc, selection: { anchor: caret }, extensions: support ?? [] });
    const place = { prefix: doc.slice(0, caret), suffix: doc.slice(caret), language };
    const filtered = filterCandidate(says, place);
    const candidate = filtered && noWorseParse(filtered, language, countErrorsIn(state));
    expect(candidate).toEqual(shown === null ? undefined : { text: shown, replace });
  });
});

function readMarks(at: string): { doc: string; caret: number; replace: number } {
  const doc = at.replaceAll(/[▮«»]/g, "");
  const replaced = at.match(/▮«([^»]*)»/)?.[1] ?? "";
  return { doc, caret: at.indexOf("▮"), replace: replaced.length };
}
