import { expect, it } from "vitest";
import { agentLimits } from "../limits.ts";
import { readRunner, readTap, tailOf } from "./test-output.ts";

const tap = `TAP version 13
# Subtest: adds
not ok 1 - adds
  ---
  duration_ms: 4.8
  failureType: 'testCodeFailure'
  error: |-
    Expected values to be strictly equal:
    
    1 !== 2
    
  code: 'ERR_ASSERTION'
  ...
# Subtest: outer
    # Subtest: in
    ok 1 - in
      ---
      duration_ms: 0.6
      ...
    # Subtest: bad
    not ok 2 - bad
      ---
      error: 'one line'
      ...
    1..2
not ok 2 - outer
  ---
  failureType: 'subtestsFailed'
  error: '1 subtest failed'
  ...
ok 3 - later # SKIP
\u001b[32mok 4 - green\u001b[0m\r
1..4
# pass 1
`;

it("each test is told once, with what it expected; those that hold others and those left out are none", () => {
  expect(readTap("a.test.js", tap)).toEqual([
    { path: "a.test.js", name: "adds", ok: false, message: "Expected values to be strictly equal:\n\n1 !== 2" },
    { path: "a.test.js", name: "in", ok: true },
    { path: "a.test.js", name: "bad", ok: false, message: "one line" },
    { path: "a.test.js", name: "green", ok: true },
  ]);
});

it("a file that breaks is red with what it said; one without a test has none", () => {
  const broken =
    "TAP version 13\n# b.test.js:1\n# Error: broken\n# Subtest: /home/b.test.js\nnot ok 1 - /home/b.test.js\n  ---\n  error: 'test failed'\n  ...\n";
  expect(readTap("b.test.js", broken)).toEqual([
    { path: "b.test.js", name: "b.test.js", ok: false, message: "b.test.js:1\nError: broken" },
  ]);
  expect(readTap("c.test.js", "TAP version 13\nok 1 - /home/c.test.js\n1..1\n")).toEqual([]);
  expect(readTap("d.test.js", "no tests at all, ok 1 - x")).toEqual([]);
});

it("another runner is believed by its exit code, for the files that it names", () => {
  const paths = ["a.test.ts", "b.test.ts"];
  const oks = (output: string, code: number) => readRunner(paths, "npm test", output, code).map(({ ok }) => ok);
  expect([oks("", 0), oks("FAIL b.test.ts", 1), oks("no idea", 1)]).toEqual([
    [true, true],
    [true, false],
    [false, false],
  ]);
  expect(tailOf(`${"x".repeat(50_000)}\n\u001b[31mend\u001b[0m\n`).length).toBe(agentLimits.maxTestOutputChars);
});
