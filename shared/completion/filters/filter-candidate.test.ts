import { describe, expect, it } from "vitest";
import { fc } from "../../../test/support/property.ts";
import { filterCandidate } from "./filter-candidate.ts";
import { finishOf } from "./finish.ts";

// What is shown in which place is data: test/golden/completion, read by web/editor/completion/golden.test.ts.

describe("what is shown of a suggestion", () => {
  it("never holds a character that nobody sees, whatever comes in", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }),
        fc.string(),
        fc.string(),
        fc.constantFrom("typescript", "html", "markdown", "python"),
        (text, prefix, suffix, language) => {
          const shown = filterCandidate(text, { prefix, suffix, language })?.text ?? "";
          expect(shown).not.toMatch(/[\p{Cs}\u202a-\u202e\u2066-\u2069\u200b\ufeff]|[^\P{Cc}\n\t\r]/u);
        },
      ),
    );
  });
});

describe("what a suggestion leaves to be written", () => {
  it.each([
    ["typescript", "if (ready) {", "}"],
    ["typescript", "run(() => [", "])"],
    ["typescript", "done();", ""],
    ["python", "for item in items:", " pass"],
    ["python", "load({", "})"],
    ["html", "<ul><li>", "</li></ul>"],
    ["html", '<img src="a.png"><p>', "</p>"],
    ["tsx", "<Row name={name}>", "</Row>"],
    ["tsx", "useState<Item>(", ")"],
    ["tsx", "<Row />", ""],
  ])("in %s, of %j: %j", (language, text, finish) => expect(finishOf(text, language)).toBe(finish));
});
