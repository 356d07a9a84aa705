import { expect, test } from "vitest";
import { dialLimits, mayAssist, openDial } from "../../shared/access/dial.ts";
import { givesSuggestions, leavingOut, leftOut, withSuggestions } from "./project-dial.ts";

test("suggestions are turned off and on again without touching what else is allowed", () => {
  const off = withSuggestions(openDial, false);
  expect([givesSuggestions(off), mayAssist(off, "explain", "a.ts")]).toEqual([false, true]);
  expect(givesSuggestions(withSuggestions(off, true))).toBe(true);
});

test("patterns are read from one field and written back into it", () => {
  const dial = leavingOut(openDial, " *.env , exam/ ,, *.env");
  expect(leftOut(dial)).toBe("*.env, exam/");
  expect(mayAssist(dial, "complete", "exam/a.js")).toBe(false);
  expect(mayAssist(dial, "explain", "exam/a.js")).toBe(true);
  expect(mayAssist(dial, "complete", "src/a.js")).toBe(true);
  expect(leavingOut(dial, "")).toEqual(openDial);
});

test("what is too long or too many is not taken", () => {
  const many = Array.from({ length: dialLimits.maxRules + 5 }, (_, index) => `a${index}`).join(",");
  expect(leavingOut(openDial, many).rules).toHaveLength(dialLimits.maxRules);
  expect(leavingOut(openDial, "x".repeat(dialLimits.maxPatternChars + 1))).toEqual(openDial);
});
