import { expect, it } from "vitest";
import { readCalls } from "./read-calls.ts";

it.each([
  ['{"tool":"read","arguments":{"path":"a"}}', [{ name: "read", arguments: { path: "a" } }]],
  ['I look.\n```json\n{"tool": "list"}\n```\n', [{ name: "list", arguments: undefined }]],
  ['{"name":"run","arguments":"{}"}', [{ name: "run", arguments: "{}" }]],
  ["It is done.", []],
  ['The file holds {"name": "glasshouse"}.', []],
])("of %j", (answer, calls) => {
  expect(readCalls(answer)).toEqual({ calls });
});

it("says what is wrong with a call that is cut off, and with an answer without end", () => {
  expect(readCalls('```json\n{"tool": "edit", "arguments": {"edits": [')).toHaveProperty("problem");
  expect(readCalls("x".repeat(300_000))).toHaveProperty("problem");
});
