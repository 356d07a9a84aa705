import { expect, test } from "vitest";
import { blankEndpoint, entryOf, writtenOf } from "./written-endpoint.ts";

const least = { name: "m", endpoint: "http://gpu", dialect: "openai-completions", tier: "small", concurrency: 64 };

test("fields left empty are left out", () => {
  expect(entryOf({ ...blankEndpoint, id: "m", name: " m ", address: " http://gpu " })).toEqual(least);
});

test.each([
  least,
  {
    ...least,
    model: "qwen",
    fim: "qwen",
    contextTokens: 32_768,
    price: { promptPerMillion: 0.1, completionPerMillion: 2 },
  },
])("what was saved is written back the same: %#", (entry) => {
  expect(entryOf(writtenOf("m", entry))).toEqual(entry);
});

test("a price of one side makes the other free", () => {
  expect(entryOf({ ...writtenOf("m", least), completionPrice: "2" }).price).toEqual({
    promptPerMillion: 0,
    completionPerMillion: 2,
  });
});
