import { describe, expect, it } from "vitest";
import { testParser } from "./parser.fixture.ts";
import { names, transformModule } from "./transform-module.ts";

const parse = testParser();
const body = (source: string) => {
  const { code } = transformModule(source, parse);
  return code.slice(code.indexOf("yield;") + "yield;".length, -"\n})".length);
};
const read = (name: string) => `${names.imports}.${name}`;

describe("an ES module's text", () => {
  it("[7] keeps every line where it was", () => {
    const source = "import {a} from 'x';\nexport default\n  a;\nexport {\n  a as b,\n};\nlast();";
    const lines = body(source).split("\n");
    expect(lines).toHaveLength(source.split("\n").length);
    expect(lines.at(-1)).toBe("last();");
  });

  it("[7] reads an import at each use, and calls it without a receiver", () => {
    expect(body("import {a} from 'x';x = [a, {a}, a.b]; y = a(1);").trim()).toBe(
      `x = [${read("a")}, {a:${read("a")}}, ${read("a")}.b]; y = (0,${read("a")})(1);`,
    );
  });

  it("[7] a call of an import stands where its name does, as V8 says of calls of names", () => {
    const source = "import {run} from 'x';\n  run (later(1));";
    const { code, columns } = transformModule(source, parse);
    const line = code.split("\n")[1] ?? "";
    expect(columns.original(2, line.indexOf(") (") + 3)).toBe(3);
    expect(columns.original(2, line.indexOf("later") + 1)).toBe("  run (".length + 1);
  });

  it("[7] a call at the start of a line does not continue the line before", () => {
    const result = body("import {a} from 'x';\nconst b = 1\na(b)");
    expect(result).toContain(`\n;(0,${read("a")})(b)`);
  });

  it("[7] a call after if() or else stays one statement", () => {
    const result = body("import {a} from 'x';\nif (1) a(); else a();");
    expect(result).toContain(`if (1) (0,${read("a")})(); else (0,${read("a")})();`);
  });

  it("[7] leaves names alone that something nearer declares", () => {
    const inner =
      "function f(a) { return a } { let a = 1; g(a) } for (const a of []) g(a); try {} catch (a) { g(a) } (({a}) => a); class C { a = 1; a() {} } o.a; ({ a: 1 }); a: for (;;) break a;";
    expect(body(`import {a} from 'x';${inner}`).trim()).toBe(inner);
  });

  it("[7] sees a var of a nested block as the function's own", () => {
    const inner = "function f() { if (1) { var a = 1 } return a }";
    expect(body(`import {a} from 'x';${inner}`).trim()).toBe(inner);
  });

  it("[7] import() and import.meta reach the loader", () => {
    expect(body("const m = import('y'); import.meta.url;").trim()).toBe(
      `const m = ${names.load}('y'); ${names.meta}.url;`,
    );
  });

  it("[7] finds top-level await only at the top", () => {
    expect(transformModule("async function f() { await 1 }", parse).hasTopLevelAwait).toBe(false);
    expect(transformModule("for await (const x of y) z(x)", parse).hasTopLevelAwait).toBe(true);
  });

  it("[7] asks for a module once, apart by attributes", () => {
    const { requests } = transformModule(
      "import a from 'x'; import {b} from 'x'; import j from 'x' with { type: 'json' };",
      parse,
    );
    expect(requests.map(({ specifier, attributes }) => [specifier, { ...attributes }])).toEqual([
      ["x", {}],
      ["x", { type: "json" }],
    ]);
  });

  it("[7] exporting an import hands on the binding itself", () => {
    const { exports, reexports } = transformModule(
      "import {a as local} from 'x'; export {local as out}; export const own = 1;",
      parse,
    );
    expect(reexports).toEqual([{ name: "out", request: 0, from: "a" }]);
    expect(exports).toEqual([{ name: "own", local: "own" }]);
  });

  it("[7] an anonymous default export is called default", () => {
    for (const source of ["export default function () {}", "export default class {}", "export default () => {}"]) {
      const { code } = transformModule(source, parse);
      let getters: Record<string, () => { name: string }> = {};
      const run = new Function(`return ${code}`)();
      const module = run({}, {}, undefined, (made: typeof getters) => {
        getters = made;
      });
      module.next();
      module.next();
      expect(getters["default"]?.().name).toBe("default");
    }
  });

  it("[7] a syntax error is thrown, not swallowed", () => {
    expect(() => transformModule("const = 1", parse)).toThrow(SyntaxError);
  });
});
