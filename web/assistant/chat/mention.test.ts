import { expect, test } from "vitest";
import { mentionAt } from "./mention.ts";

const at = (text: string) => mentionAt(text.replace("|", ""), text.indexOf("|"));

test("a # at the beginning of a word opens the list, and what follows narrows it", () => {
  expect(at("#|")).toEqual({ from: 0, typed: "" });
  expect(at("why is #ord|")).toEqual({ from: 7, typed: "ord" });
  expect(at("why\n#a| and more")).toEqual({ from: 4, typed: "a" });
});

test("a # inside a word, or one left behind, does not", () => {
  for (const text of ["a#b|", "#a b|", "#a|b", "|#a", "C# |", "|"]) expect([text, at(text)]).toEqual([text, undefined]);
});
