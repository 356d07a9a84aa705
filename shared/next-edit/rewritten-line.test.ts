import { describe, expect, it } from "vitest";
import { isAnswered, rewrittenLine } from "./rewritten-line.ts";

const renaming = { old: "load_user", new: "fetch_user" };
const old = "    user = load_user(id)";

/** The line after the edit. */
function lineAfter(answer: string, line = old, name: typeof renaming | undefined = renaming): string | undefined {
  const edit = rewrittenLine(answer, line, name);
  return edit && line.slice(0, edit.from) + edit.insert + line.slice(edit.to);
}

describe("a rewritten line", () => {
  it.each([
    ["as it should be", "    user = fetch_user(id)"],
    ["without its indentation", "user = fetch_user(id)"],
    ["with space behind it", "    user = fetch_user(id)  "],
    ["with more lines behind it", "    user = fetch_user(id)\n     return user\n+    nonsense"],
    ["with a carriage return", "    user = fetch_user(id)\r\n"],
  ])("is taken %s", (_case, answer) => {
    expect(lineAfter(answer)).toBe("    user = fetch_user(id)");
  });

  it("changes whole words and no more than that", () => {
    expect(rewrittenLine("user = fetch_user(id)", old, renaming)).toEqual({ from: 11, to: 20, insert: "fetch_user" });
    expect(lineAfter("pour(1, 2, 3)", "pour(1, 2)", undefined)).toBe("pour(1, 2, 3)");
    expect(lineAfter("pour(1)", "pour(1, 2)", undefined)).toBe("pour(1)");
    expect(lineAfter("fetch_user()", "load_user()")).toBe("fetch_user()");
  });

  it.each([
    ["nothing", ""],
    ["a blank line", "   \n"],
    ["the line as it is", "    user = load_user(id)"],
    ["another line", "import os, sys, subprocess"],
    ["prose", "Here is the rewritten line you asked for: it calls the new function."],
    ["a bracket that is not closed", "    user = fetch_user(id"],
    ["a bracket too many", "    user = fetch_user(id))"],
    ["a control token", "    user = fetch_user(id)<|endoftext|>"],
    ["a control character", "    user = fetch_user(id)\u0007"],
    ["a mark that turns the reading direction", "    user = fetch_user(\u202eid)"],
    ["a fence", "```python"],
    ["a line without an end", `    user = fetch_user(id)${" + 1".repeat(100)}`],
  ])("is refused: %s", (_case, answer) => {
    expect(lineAfter(answer)).toBeUndefined();
  });
});

it("an answer is read to the end of its line, or until it is too long for one", () => {
  expect(["user", "user\n", "x".repeat(300)].map(isAnswered)).toEqual([false, true, true]);
});
