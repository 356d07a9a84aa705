import { expect, it } from "vitest";
import { globToRegExp } from "./glob.ts";

it.each([
  ["*.js", ["a.js", "src/a.js"], ["a.jsx"]],
  ["src/*.js", ["src/a.js"], ["src/deep/a.js", "a.js"]],
  ["src/**", ["src/a", "src/deep/a"], ["src", "other/src/a"]],
  ["**/test/*.ts", ["test/a.ts", "x/test/a.ts"], ["test/x/a.ts"]],
  ["node_modules", ["node_modules", "a/node_modules"], ["node_modules2"]],
  ["./a.{js,ts}", ["a.js", "a.ts"], ["a.md"]],
  ["a?[0-9].txt", ["ab1.txt"], ["a1.txt", "abc.txt"]],
  ["a+(b).txt", ["a+(b).txt"], ["aab.txt"]],
])("%s matches %j and not %j", (pattern, yes, no) => {
  const expression = globToRegExp(pattern);
  expect([...yes, ...no].filter((path) => expression.test(path))).toEqual(yes);
});
