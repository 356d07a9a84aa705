import { expect, it } from "vitest";
import { renderTokens } from "./render.ts";
import { Spacing, spacingOf, spacingTogether } from "./spacing.ts";

const never = () => false;
const nothing = { previousToken: undefined, partial: undefined, spaceBefore: false };

it("the typed part of the first token is left out, and no space is doubled", () => {
  const spacing = new Spacing(new Map([["=\0name", [0, 1]]]));
  const between = (before: string, token: string) => spacing.between(before, token);
  expect(renderTokens(["server"], { ...nothing, partial: "ser" }, between)).toBe("ver");
  expect(renderTokens(["server"], { ...nothing, previousToken: "=" }, between)).toBe(" server");
  expect(renderTokens(["server"], { ...nothing, previousToken: "=", spaceBefore: true }, between)).toBe("server");
});

it("a comparison is spaced on both sides, type arguments are not", () => {
  const place = { ...nothing, previousToken: "i" };
  expect(renderTokens(["<", "size"], { ...place, spaceBefore: true }, never)).toBe("< size");
  expect(renderTokens(["<", "size"], place, never)).toBe("<size");
});

it("the workspace's habit counts where the file has none, and two words are never written as one", () => {
  const spacing = new Spacing(new Map([[",\0name", [9, 1]]]));
  const workspace = spacingOf({
    tokens: [",", "a", "\n", ",", "b"],
    spaced: [false, true, false, false, true],
  }).snapshot();
  expect(spacing.between(",", "c")).toBe(false);
  expect(spacing.between(",", "c", spacingTogether([workspace, workspace]))).toBe(true);
  expect(workspace.size).toBe(1);
  for (let times = 0; times < 3; times++) spacing.add(",", "c", false);
  expect(spacing.between(",", "c", workspace)).toBe(false);
  expect(new Spacing().between("two", "words")).toBe(true);
});
