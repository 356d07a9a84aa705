import { expect, it } from "vitest";
import { staticWords } from "./words.ts";

const latinOnly = (words: object): string[] =>
  Object.entries(words).flatMap(([key, value]) => {
    if (typeof value === "object") return latinOnly(value);
    const said = typeof value === "function" ? String(value(2, "a", 3)) : String(value);
    return /[\p{Script=Han}、]/u.test(said) ? [] : [key];
  });

it("[SW1] what is told in Chinese is Chinese, and in English English", () => {
  expect(latinOnly(staticWords("zh-CN"))).toEqual([]);
  expect(JSON.stringify(staticWords("en"))).not.toMatch(/\p{Script=Han}/u);
});
