import { expect, it } from "vitest";
import { readRun } from "./test-run.ts";

it("tests are counted, groups by the tests in them, with the reason of those that fail", () => {
  const output = `TAP version 13
ok 1 - one
  ---
  type: 'test'
  ...
    not ok 1 - inner
      ---
      type: 'test'
      error: '1 == 2'
      ...
not ok 2 - group
  ---
  type: 'suite'
  failureType: 'subtestsFailed'
  ...
ok 3 - later # SKIP
1..3`;
  expect(readRun("a.test.js", 1, output)).toEqual({ passed: 1, failed: ["inner"], output: "inner: 1 == 2" });
});

it("a flat list of vitest's is read without its times", () => {
  const output = "TAP version 13\n1..2\nok 1 - a.test.ts > adds # time=1.10ms\nnot ok 2 - a.test.ts > fails # time=2ms";
  expect(readRun("a.test.ts", 1, output)).toMatchObject({ passed: 1, failed: ["a.test.ts > fails"] });
});

it("a run that came to no test has failed for its reason", () => {
  const output = "node:internal\nError [ERR_MODULE_NOT_FOUND]: Cannot find module\n";
  expect(readRun("a.test.js", 1, output)).toEqual({ passed: 0, failed: ["a.test.js"], output: output.trim() });
  expect(readRun("a.test.js", 0, "")).toMatchObject({ passed: 0, failed: [] });
});
