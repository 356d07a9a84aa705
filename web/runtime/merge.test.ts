import { expect, test } from "vitest";
import { mergeTexts } from "./merge.ts";

test.each([
  ["two places", "a b c", "X b c", "a b Y", "X b Y"],
  ["an end and a beginning", "abc", "abcd", "0abc", "0abcd"],
  ["a deletion and an insertion elsewhere", "one two three", "one three", "one two three!", "one three!"],
  ["the same place", "a b c", "a X c", "a Y c", undefined],
  ["two insertions at one place", "ab", "aXb", "aYb", undefined],
  ["one inside the other", "abcdef", "af", "abcXdef", undefined],
])("%s", (_, base, one, other, joined) => {
  expect(mergeTexts(base, one, other)).toBe(joined);
  expect(mergeTexts(base, other, one)).toBe(joined);
});
