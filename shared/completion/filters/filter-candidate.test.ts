import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fc } from "../../../test/support/property.ts";
import { filterCandidate } from "./filter-candidate.ts";

interface GoldenCase {
  name: string;
  prefix: string;
  suffix: string;
  text: string;
  shown: string | null;
  replace?: number;
}

const golden: GoldenCase[] = JSON.parse(
  readFileSync(new URL("../../../test/golden/completion-filters.json", import.meta.url), "utf8"),
);

describe("what is shown of a suggestion", () => {
  it.each(golden)("$name", ({ text, prefix, suffix, shown, replace }) => {
    const expected = shown === null ? undefined : { text: shown, replace: replace ?? 0 };
    expect(filterCandidate(text, { prefix, suffix })).toEqual(expected);
  });

  it("never shows a character that nobody sees, whatever comes in", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string(), fc.string(), (text, prefix, suffix) => {
        const shown = filterCandidate(text, { prefix, suffix })?.text ?? "";
        expect(shown).not.toMatch(/[\p{Cs}\u202a-\u202e\u2066-\u2069\u200b\ufeff]|[^\P{Cc}\n\t\r]/u);
      }),
    );
  });
});
