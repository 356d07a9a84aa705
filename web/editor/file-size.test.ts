import { expect, test } from "vitest";
import { fileSize } from "./file-size.ts";

test("a size is told in the unit that reads best", () => {
  expect(fileSize(0, "en")).toBe("0 byte");
  expect(fileSize(999, "en")).toBe("999 byte");
  expect(fileSize(48_213, "en")).toBe("48.2 kB");
  expect(fileSize(50_000_000, "en")).toBe("50 MB");
  expect(fileSize(48_213, "zh-CN")).toBe("48.2 kB");
});
