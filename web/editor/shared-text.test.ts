import { expect, test } from "vitest";
import { originOf } from "./shared-text.ts";

const transaction = (event: string) => ({
  isUserEvent: (asked: string) => event === asked || event.startsWith(`${asked}.`),
});

test("a change says whether it was typed, pasted or accepted", () => {
  expect(originOf([transaction("input.type")])).toBe("typed");
  expect(originOf([transaction("input.paste")])).toBe("paste");
  expect(originOf([transaction("input.drop")])).toBe("paste");
  expect(originOf([transaction("input.complete.ai")])).toBe("assistant");
  expect(originOf([transaction("input.complete")])).toBe("typed");
});
