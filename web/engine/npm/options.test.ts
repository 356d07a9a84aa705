import { expect, test } from "vitest";
import { initializerPackage } from "./commands/init.ts";
import { summary } from "./commands/install.ts";
import { npmArguments, readCall } from "./options.ts";
import { quoteArgument } from "./scripts.ts";

test.each([
  [["i", "-D", "a", "b"], { command: "install", words: ["a", "b"], switches: [["save-dev", ""]], passed: [] }],
  [["add", "a", "--save-exact"], { command: "install", words: ["a"], switches: [["save-exact", ""]], passed: [] }],
  [["run", "dev", "--", "--port", "1"], { command: "run", words: ["dev"], switches: [], passed: ["--port", "1"] }],
  [["t"], { command: "test", words: [], switches: [], passed: [] }],
  [
    ["exec", "-y", "tool", "--help", "x"],
    { command: "exec", words: ["tool"], switches: [["yes", ""]], passed: ["--help", "x"] },
  ],
  [
    ["exec", "--package=p", "--", "tool"],
    { command: "exec", words: [], switches: [["package", "p"]], passed: ["tool"] },
  ],
  [["ls", "--depth", "2"], { command: "ls", words: [], switches: [["depth", "2"]], passed: [] }],
])("reads npm %j", (args, { command, words, switches, passed }) => {
  expect(readCall(args)).toEqual({ command, words, switches: new Map(switches as [string, string][]), passed });
});

test.each([
  ["vite@latest", "create-vite@latest"],
  ["@scope", "@scope/create"],
  ["@scope/app@1", "@scope/create-app@1"],
])("npm create %s runs %s", (spec, expected) => {
  expect(initializerPackage(spec)).toBe(expected);
});

test("arguments reach a script unchanged", () => {
  expect(["plain", "two words", "it's", "--a=b"].map(quoteArgument)).toEqual([
    "plain",
    "'two words'",
    "'it'\\''s'",
    "--a=b",
  ]);
});

test("the summary counts in npm's words", () => {
  expect(summary({ added: 65, changed: 0, removed: 1 }, 1.26)).toBe("\nadded 65 packages, removed 1 package in 1.3s\n");
  expect(summary({ added: 0, changed: 0, removed: 0 }, 0.2)).toBe("\nup to date in 200ms\n");
});

test.each([
  ["npm", ["run", "x"], ["run", "x"]],
  ["npx", ["vite", "--port"], ["exec", "vite", "--port"]],
  ["yarn", [], ["install"]],
  ["yarn", ["add", "a"], ["add", "a"]],
  ["pnpm", ["dev"], ["run", "dev"]],
  ["pnpm", ["dlx", "tool"], ["exec", "tool"]],
])("%s %j means npm %j", (program, args, expected) => {
  expect(npmArguments(program, args, (name) => name === "install" || name === "run")).toEqual(expected);
});
