/** What models really answer, good and bad: each is carried out in full or refused with the reason. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { applyEdits } from "./apply-edits.ts";
import type { ReadEdits } from "./operation.ts";
import { ProjectActions } from "./project-actions.ts";
import { readEdits } from "./read-edits.ts";
import { readSearchReplace } from "./read-search-replace.ts";
import { readToolCall } from "./read-tool-call.ts";

interface GoldenCase {
  name: string;
  read?: (answer: string) => ReadEdits;
  files: Record<string, string>;
  says: string;
  /** The files that are others afterwards; null: deleted. */
  becomes: Record<string, string | null>;
  refused: { code: string; says?: string }[];
}

const readers: Record<string, (answer: string) => ReadEdits> = {
  "search-replace": readSearchReplace,
  "tool-call": readToolCall,
  project(answer) {
    const actions = new ProjectActions();
    // In pieces of seven, as an answer comes.
    for (let at = 0; at < answer.length; at += 7) actions.push(answer.slice(at, at + 7));
    return actions.finish();
  },
};

/** Enough of an outline for these files: a function's or constant's declaration up to its closing brace. */
function symbolAt(_path: string, text: string, symbol: string) {
  const found = new RegExp(`^export (?:function|const) ${symbol}\\b[\\s\\S]*?^\\}`, "m").exec(text);
  return found ? { from: found.index, start: found.index, to: found.index + found[0].length } : undefined;
}

describe.each(Object.entries(readers))("an answer in the form %s", (name, read) => {
  const file = new URL(`../../../test/golden/edits/${name}.json`, import.meta.url);
  const cases: GoldenCase[] = JSON.parse(readFileSync(file, "utf8"));

  // Whoever does not know the form reads the same.
  it.each(cases.flatMap((each) => [each, { ...each, name: `${each.name} (form not known)`, read: readEdits }]))(
    "$name",
    ({ files, says, becomes, refused, read: readHere = read }) => {
      const { operations, refusals } = readHere(says);
      const done = applyEdits(operations, { read: (path) => files[path], symbolAt });
      const deleted = Object.entries(becomes).map(([path, text]) => [path, text ?? undefined]);
      expect(Object.fromEntries(done.files)).toEqual(Object.fromEntries(deleted));
      const all = [...refusals, ...done.refused];
      expect(all.map(({ code }) => code)).toEqual(refused.map(({ code }) => code));
      for (const [index, { says: said = "" }] of refused.entries()) expect(all[index]?.message).toContain(said);
    },
  );
});
