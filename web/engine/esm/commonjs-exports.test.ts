import { describe, expect, it } from "vitest";
import { commonJsExports } from "./commonjs-exports.ts";
import { testParser } from "./parser.fixture.ts";

const parse = testParser();
const found = (source: string) => {
  const { exports, reexports } = commonJsExports(source, parse);
  return { exports: [...exports], reexports };
};

describe("names a CommonJS module exports", () => {
  const cases: [string, string, string[], string[]][] = [
    ["assignments", "exports.a = 1; module.exports.b = 2; exports['c'] = 3;", ["a", "b", "c"], []],
    ["one object", "module.exports = { a, b: 1, 'c-d': 2, ...require('x') };", ["a", "b", "c-d"], ["x"]],
    ["a chain", "exports = module.exports = { a };", ["a"], []],
    [
      "defined properties",
      "Object.defineProperty(exports, 'a', { enumerable: true, get: function () { return x.a } });",
      ["a"],
      [],
    ],
    ["another module", "module.exports = require('./other');", [], ["./other"]],
    [
      "TypeScript's star",
      "__exportStar(require('./x'), exports); tslib.__exportStar(require('./y'), exports);",
      [],
      ["./x", "./y"],
    ],
    [
      "Babel's loop",
      "var _x = require('./x'); Object.keys(_x).forEach(function (k) { exports[k] = _x[k]; });",
      [],
      ["./x"],
    ],
    ["esbuild's hint", "0 && (module.exports = { a, b });", ["a", "b"], []],
    ["names only known when it runs", "exports[name] = 1; other.a = 1;", [], []],
    ["text that does not parse", "exports.a = ;", [], []],
  ];
  for (const [title, source, exports, reexports] of cases) {
    it(`[7] ${title}`, () => expect(found(source)).toEqual({ exports, reexports }));
  }
});
