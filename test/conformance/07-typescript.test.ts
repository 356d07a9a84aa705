import { describe, expect, it } from "vitest";
import { engineForFile, foreignEngine } from "./support/engine.ts";

const engine = engineForFile();
const runtime = `
exports.jsx = exports.jsxs = (type, props, key) => ({ type: type.name ?? type, ...props, ...(key && { key }) });
exports.Fragment = "fragment";
`;
const react = {
  "node_modules/react/package.json": '{"name":"react","exports":{"./jsx-runtime":"./jsx-runtime.js"}}',
  "node_modules/react/jsx-runtime.js": runtime,
};

async function run(files: Record<string, string>, ...args: string[]): Promise<{ code: number; lines: string[] }> {
  await engine.mount({ ...react, ...files });
  const { code, output } = await engine.run("node", args);
  const lines = output.split(/\r?\n/).filter((line) => line !== "" && !/^ {4}at .*node:/.test(line));
  return { code, lines };
}

// What Node itself refuses: another engine need not run it.
describe.skipIf(foreignEngine)("[7] files that are transformed before they run", () => {
  it("a .tsx file is stripped of its types and its JSX calls react's runtime; places are the file's", async () => {
    const { code, lines } = await run(
      {
        "app.tsx": `
import type { ReactNode } from "react";
import { name } from "./name.jsx";
type Props = { label: string; children?: ReactNode };
const Label = <T extends Props>({ label }: T) => <b className="l">{label}</b>;
function fail(what: string): never { throw new Error(what); }
console.log(JSON.stringify(<ul key="k">
  <Label label={name} /> and
  more
</ul>), JSON.stringify(Label({ label: "x" })));
const broken = (
  <p
    title={fail("no title" as string)}
  />
);
`,
        "name.jsx": `export const name = "jsx"; export const Icon = () => <i/>;`,
      },
      "app.tsx",
    );
    expect({ code, lines }).toEqual({
      code: 1,
      lines: [
        '{"type":"ul","children":[{"type":"Label","label":"jsx"}," and more"],"key":"k"} {"type":"b","className":"l","children":"x"}',
        "file:///home/project/app.tsx:6",
        "function fail(what: string): never { throw new Error(what); }",
        "                                           ^",
        "Error: no title",
        "    at fail (file:///home/project/app.tsx:6:44)",
        "    at file:///home/project/app.tsx:13:12",
        "Node.js v24.21.0",
      ],
    });
  });

  it("require() reads .jsx as CommonJS, by the factory that the tsconfig.json names", async () => {
    const { lines } = await run(
      {
        "classic/tsconfig.json": '{ "compilerOptions": { "jsx": "react", "jsxFactory": "h", }, }',
        "classic/view.jsx": `"use strict";
const h = (type, props, ...children) => [type, props, ...children];
exports.view = (text) => <p id="a">{text}!</p>;
`,
        "main.cjs": `console.log(JSON.stringify(require("./classic/view.jsx").view("x")));`,
      },
      "main.cjs",
    );
    expect(lines).toEqual(['["p",{"id":"a"},"x","!"]']);
  });

  it("a JSX error names the file, the line and the column", async () => {
    const { code, lines } = await run({ "bad.jsx": "const a = 1;\nexport const b = <div>;\n" }, "bad.jsx");
    expect(code).toBe(1);
    expect(lines.slice(0, 4)).toEqual([
      "/home/project/bad.jsx:2",
      "export const b = <div>;",
      "                      ^",
      "SyntaxError: Unterminated JSX contents",
    ]);
  });

  it("enums, namespaces and parameter properties run without a flag; places are the file's", async () => {
    const source = `
enum Level { Low, High = 5, Top }
namespace Deep.Er { export const value: number = 3; }
class Thing {
  constructor(private readonly level: Level, public name = "n") {}
  get kind() { return Level[this.level]; }
}
console.log(Level.Top, Deep.Er.value, new Thing(Level.High));
function fail({ kind }: Thing): never {
  throw new TypeError("no " + kind);
}
fail(new Thing(5));
`;
    const shown = (file: string) => ({
      code: 1,
      lines: [
        "6 3 Thing { level: 5, name: 'n' }",
        `file:///home/project/${file}:10`,
        '  throw new TypeError("no " + kind);',
        file.endsWith(".mts") ? "        ^" : "  ^",
        "TypeError: no High",
        `    at fail (file:///home/project/${file}:10:9)`,
        `    at ${file.endsWith(".mts") ? `file:///home/project/${file}:12:1` : `Object.<anonymous> (file:///home/project/${file}:12:1)`}`,
        "Node.js v24.21.0",
      ],
    });
    expect(await run({ "a.mts": source }, "a.mts")).toEqual(shown("a.mts"));
    expect(await run({ "a.cts": source }, "a.cts")).toEqual(shown("a.cts"));
  });

  it("with type stripping switched off they are refused as in Node", async () => {
    const files = { "main.mjs": `import("./b.tsx").catch(({ code }) => console.log(code));`, "b.tsx": "" };
    expect((await run(files, "--no-experimental-strip-types", "main.mjs")).lines).toEqual([
      "ERR_UNKNOWN_FILE_EXTENSION",
    ]);
  });
});
