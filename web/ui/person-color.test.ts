import { expect, test } from "vitest";
import { initials, readableOn } from "./person-color.ts";

test("letters on a person's colour can be read", () => {
  expect(readableOn("#f0a35e")).toBe("#08130f");
  expect(readableOn("#1863ac")).toBe("#ffffff");
  expect(readableOn("hsl(1 2% 3%)")).toBe("#08130f");
});

test.each([
  ["Quiet Otter", "QO"],
  ["Mei", "ME"],
  ["小明", "小明"],
  ["Jean-Luc", "JL"],
  ["", ""],
])("%s is %s on an avatar", (name, letters) => {
  expect(initials(name)).toBe(letters);
});
