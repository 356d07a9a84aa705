import { expect, it } from "vitest";
import { renderTokens } from "./render.ts";
import { Spacing } from "./spacing.ts";

const nothing = { previousToken: undefined, partial: undefined, spaceBefore: false };

it("the typed part of the first token is left out, and no space is doubled", () => {
  const spacing = new Spacing(new Map([["=\0name", [0, 1]]]));
  expect(renderTokens(["server"], { ...nothing, partial: "ser" }, spacing)).toBe("ver");
  expect(renderTokens(["server"], { ...nothing, previousToken: "=" }, spacing)).toBe(" server");
  expect(renderTokens(["server"], { ...nothing, previousToken: "=", spaceBefore: true }, spacing)).toBe("server");
});

it("a comparison is spaced on both sides, type arguments are not", () => {
  const place = { ...nothing, previousToken: "i" };
  expect(renderTokens(["<", "size"], { ...place, spaceBefore: true }, new Spacing())).toBe("< size");
  expect(renderTokens(["<", "size"], place, new Spacing())).toBe("<size");
});
