import { expect, it } from "vitest";
import { exclusionOf, moduleOf } from "./modules.ts";
import { type Outcome, passed } from "./plan.ts";
import { causes, scoreByModule } from "./score.ts";

const outcome = (file: string, more: Partial<Outcome> = {}): Outcome => ({
  file,
  code: 0,
  signal: null,
  ms: 1,
  tail: "",
  ...more,
});

it("a file belongs to the module that its name starts with", () => {
  const names = [
    "test-fs-read.js",
    "test-http-agent.js",
    "test-https-agent.js",
    "test-stream2-pipe.mjs",
    "test-eslint-x.js",
  ];
  expect(names.map(moduleOf)).toEqual(["fs", "http", "https", "stream", undefined]);
});

it("a file that needs what no browser has is left out with its reason", () => {
  expect(exclusionOf("// Flags: --expose-internals")).toBe("internal modules");
  expect(exclusionOf("const cluster = require('cluster');")).toBe("cluster");
  expect(exclusionOf("const http = require('http');")).toBeUndefined();
});

it("an exit code, a signal and a skip are no pass", () => {
  const one = outcome("test-os.js");
  const broken = [{ code: 1 }, { code: null, signal: "timeout" }, { tail: "1..0 # Skipped: no crypto" }];
  expect(passed(one)).toBe(true);
  expect(broken.map((more) => passed({ ...one, ...more }))).toEqual([false, false, false]);
});

it("the table counts by module, and failures are gathered by their error", () => {
  const outcomes = [
    outcome("test-os.js"),
    outcome("test-os-b.js", { code: 1, tail: "at x\nTypeError: no\n" }),
    outcome("test-path.js", { code: 1, tail: "TypeError: no" }),
  ];
  expect(scoreByModule(outcomes)).toEqual([
    { module: "os", pass: 1, of: 2 },
    { module: "path", pass: 0, of: 1 },
  ]);
  expect(causes(outcomes)).toEqual([["TypeError: no", ["test-os-b.js", "test-path.js"]]]);
});
