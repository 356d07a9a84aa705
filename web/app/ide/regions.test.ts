import { expect, test } from "vitest";
import { nextRegion, type RegionName } from "./regions.ts";

const present: RegionName[] = ["bar", "rail", "editor", "status"];

test("F6 goes on through what is shown and comes round", () => {
  expect(nextRegion(present, "bar", 1)).toBe("rail");
  expect(nextRegion(present, "status", 1)).toBe("bar");
  expect(nextRegion(present, "bar", -1)).toBe("status");
});

test("from nowhere, or from a region that was closed, it starts at an end", () => {
  expect(nextRegion(present, undefined, 1)).toBe("bar");
  expect(nextRegion(present, "bottom", -1)).toBe("status");
  expect(nextRegion([], undefined, 1)).toBeUndefined();
});
