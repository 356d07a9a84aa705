import { expect, test } from "vitest";
import { hasHidden, visibleParts } from "./visible-text.ts";

test("text that is what it looks like stays whole", () => {
  const text = "const a = 1;\n\tif (é 中文 🙂 ❤️) {}\r\n";
  expect(visibleParts(text)).toEqual([text]);
  expect(hasHidden(text)).toBe(false);
});

test("what turns the direction of code is shown where it stands", () => {
  const trojan = 'if (level != "user\u202e \u2066// admin\u2069 \u2066") {';
  expect(visibleParts(trojan)).toEqual([
    'if (level != "user',
    { mark: "U+202E" },
    " ",
    { mark: "U+2066" },
    "// admin",
    { mark: "U+2069" },
    " ",
    { mark: "U+2066" },
    '") {',
  ]);
  expect(hasHidden(trojan)).toBe(true);
});

test("controls, spaces without width and tags are shown too", () => {
  for (const [character, mark] of [
    ["\u0000", "U+0000"],
    ["\u001b", "U+001B"],
    ["\u0008", "U+0008"],
    ["\u200b", "U+200B"],
    ["\ufeff", "U+FEFF"],
    ["\u3164", "U+3164"],
    ["\u2028", "U+2028"],
    ["\u{e0041}", "U+E0041"],
  ]) {
    expect(visibleParts(`a${character}b`)).toEqual(["a", { mark }, "b"]);
  }
});
