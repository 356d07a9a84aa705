import { expect, it } from "vitest";
import { familyOf, familyOfTokens } from "./family-of.ts";
import { fimFamilies, fimPrompt } from "./fim.ts";

it("a model's name tells its family, however it is written", () => {
  expect(["Qwen2.5-Coder-1.5B", "codellama-7b", "CodeLlama", "gpt-oss"].map(familyOf)).toEqual([
    "qwen",
    "codellama",
    "codellama",
    undefined,
  ]);
});

it("the token that begins a family's prompt tells a family that writes the gap alike", () => {
  for (const family of fimFamilies) {
    const { prompt } = fimPrompt(family, { path: "a.js", prefix: "P", suffix: "S" });
    const tokens = new Set(prompt.match(/<[^>]+>|\[\w+\]/g));
    const told = familyOfTokens(tokens);
    expect(told && fimPrompt(told, { path: "a.js", prefix: "P", suffix: "S" }).prompt).toBe(prompt);
  }
  expect(familyOfTokens(new Set(["<|endoftext|>"]))).toBeUndefined();
});
