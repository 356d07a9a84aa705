import { expect, it } from "vitest";
import { readTap } from "./test-run.ts";

it("tests are counted, groups by the tests in them", () => {
  const output = `TAP version 13
ok 1 - one
  ---
  type: 'test'
  ...
    not ok 1 - inner
      ---
      type: 'test'
      failureType: 'testCodeFailure'
      ...
not ok 2 - group
  ---
  type: 'suite'
  failureType: 'subtestsFailed'
  ...
ok 3 - later # SKIP
1..3`;
  expect(readTap(1, output)).toMatchObject({ passed: 1, failed: ["inner"] });
});

it("a flat list of vitest's is read without its times", () => {
  const output = "TAP version 13\n1..2\nok 1 - a.test.ts > adds # time=1.10ms\nnot ok 2 - a.test.ts > fails # time=2ms";
  expect(readTap(1, output)).toMatchObject({ passed: 1, failed: ["a.test.ts > fails"] });
});

it("a run that came to no test has failed for its reason", () => {
  const output = "node:internal\nError [ERR_MODULE_NOT_FOUND]: Cannot find module\n    at x\n";
  expect(readTap(1, output)).toMatchObject({ failed: ["Error [ERR_MODULE_NOT_FOUND]: Cannot find module"] });
  expect(readTap(137, "")).toMatchObject({ passed: 0, failed: [""] });
  expect(readTap(0, "")).toMatchObject({ passed: 0, failed: [] });
});
