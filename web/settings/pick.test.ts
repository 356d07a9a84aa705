import { expect, test } from "vitest";
import { pick } from "./pick.ts";

test("a select's text names one of its choices, numbers too; anything else is the first", () => {
  expect(pick([11, 13, 20], "13")).toBe(13);
  expect(pick(["system", "dark"], "dark")).toBe("dark");
  expect(pick(["system", "dark"], "pink")).toBe("system");
});
