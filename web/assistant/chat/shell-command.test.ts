import { expect, test } from "vitest";
import { shellCommand } from "./shell-command.ts";

test("a block of a shell is one line at the prompt", () => {
  expect(shellCommand("sh", "npm test\n")).toBe("npm test");
  expect(shellCommand("Bash", "# first\nnpm install\n\nnpm test\n")).toBe("npm install && npm test");
  expect(shellCommand("console", "$ ls\nREADME.md\n$ pwd")).toBe("ls && pwd");
  expect(shellCommand("sh", "curl -X POST \\\n  localhost:3000")).toBe("curl -X POST localhost:3000");
});

test("no line end is left that would execute it", () => {
  for (const code of ["a\nb", "a\r\nb", "a\n\n"]) expect(shellCommand("sh", code)).not.toMatch(/[\r\n]/);
  for (const bad of ["a\rb", "a\u0003", "a\u001b[201~b", "a\u2028b", "a\u202eb", "a\u0004"]) {
    expect(shellCommand("sh", bad)).toBeUndefined();
  }
});

test("other languages and scripts of several lines are not offered", () => {
  expect(shellCommand("js", "npm test")).toBeUndefined();
  expect(shellCommand("", "npm test")).toBeUndefined();
  expect(shellCommand("sh", "")).toBeUndefined();
  expect(shellCommand("sh", "for f in *; do\necho $f\ndone")).toBeUndefined();
  expect(shellCommand("sh", "cat <<EOF\nhi\nEOF")).toBeUndefined();
});
