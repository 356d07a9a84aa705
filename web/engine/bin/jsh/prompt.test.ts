import { expect, test } from "vitest";
import { expandPrompt } from "./prompt.ts";
import { createShell } from "./run.ts";

const state = createShell({
  cwd: "/home/me/notes",
  env: { HOME: "/home/me", USER: "me", BRANCH: "main" },
  interactive: true,
  scriptName: "jsh",
  positional: [],
});

test.each([
  ["\\u:\\w\\$ ", "me:~/notes$ "],
  ["\\W> ", "notes> "],
  ["\\[\\e[32m\\]$BRANCH\\[\\e[0m\\] ", "\x1b[32mmain\x1b[0m "],
  ["$(echo sub) \\\\n ", "sub \\n "],
  ["\\033[1m", "\x1b[1m"],
])("PS1='%s'", async (text, shown) => {
  const expected = process.getuid?.() === 0 ? shown.replace("$ ", "# ") : shown;
  expect(await expandPrompt(text, state)).toBe(expected);
});
