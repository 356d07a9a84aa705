import { expect, it } from "vitest";
import { similarity } from "./similarity.ts";

it.each([
  ["", "", 1],
  ["abcd", "abcd", 1],
  ["abcd", "abxd", 0.75],
  ["abcd", "", 0],
  ["ab", "abcd", 0.5],
])("%j beside %j is %d", (left, right, expected) => expect(similarity(left, right)).toBe(expected));
