import { expect, test } from "vitest";
import { idFromBytes, isId } from "./ids.ts";

test("an id is 26 characters, the same for the same bytes, another for others", () => {
  const bytes = Uint8Array.from({ length: 16 }, (_, index) => index * 17);
  expect(isId(idFromBytes(bytes))).toBe(true);
  expect(idFromBytes(new Uint8Array(16))).toBe("0".repeat(26));
  expect(idFromBytes(new Uint8Array(16).fill(255))).toBe(`${"z".repeat(25)}w`);
  expect(() => idFromBytes(new Uint8Array(15))).toThrow("16 random bytes");
});

test.each(["", "0".repeat(25), "0".repeat(27), `${"0".repeat(25)}i`, `${"0".repeat(25)}A`, `${"0".repeat(25)}/`])(
  "%j is no id",
  (text) => {
    expect(isId(text)).toBe(false);
  },
);
