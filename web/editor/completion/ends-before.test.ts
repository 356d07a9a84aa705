import { describe, expect, it } from "vitest";
import { endsBefore } from "./ends-before.ts";

describe("a stream has said all that will be shown", () => {
  it.each([
    ["load();", "load();", false],
    ["load();", "load();  \n", false],
    ["load", "load(", false],
    ["load()", "load() }", false],
    ["load()", "load() };", true],
    ["load();", "load();<|endoftext|>", true],
    ["  return 1;", "  return 1;\nels", false],
    ["  return 1;", "  return 1;\ndef other():\n", true],
    ["load();", "```js\nload();\n```\n", false],
  ])("%j of %j: %s", (cleaned, raw, over) => expect(endsBefore(cleaned, raw)).toBe(over));
});
