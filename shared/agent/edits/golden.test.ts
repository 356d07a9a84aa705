/** What models really answer, good and bad: each is carried out in full or refused with the reason. */
import { describe, expect, it } from "vitest";
import { type RecordedAnswer, recordedAnswers, symbolAt } from "../../../test/support/recorded-edits.ts";
import { applyEdits } from "./apply-edits.ts";
import type { ReadEdits } from "./operation.ts";
import { ProjectActions } from "./project-actions.ts";
import { readEdits } from "./read-edits.ts";
import { readSearchReplace } from "./read-search-replace.ts";
import { readToolCall } from "./read-tool-call.ts";

interface GoldenCase extends RecordedAnswer {
  read?: (answer: string) => ReadEdits;
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

describe.each(Object.entries(readers))("an answer in the form %s", (name, read) => {
  const cases: GoldenCase[] = recordedAnswers(name);

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
