import jsx from "acorn-jsx";
import { describe, expect, it } from "vitest";
import type { SyntaxNode } from "./acorn.ts";
import { editedColumns } from "./columns.ts";
import { applyEdits } from "./edits.ts";
import { jsxEdits } from "./jsx.ts";
import type { JsxSettings } from "./jsx-settings.ts";
import { testAcorn } from "./parser.fixture.ts";

interface JsxParser {
  parse(source: string, options: object): SyntaxNode;
}

const extended: unknown = jsx()(testAcorn().Parser as unknown as Parameters<ReturnType<typeof jsx>>[0]);
const Parser = extended as JsxParser;
const automatic: JsxSettings = {
  classic: false,
  importSource: "react",
  factory: "React.createElement",
  fragment: "React.Fragment",
};
const classic = { ...automatic, classic: true };

function editsOf(source: string, settings = automatic) {
  const program = Parser.parse(source, { ecmaVersion: "latest", sourceType: "module" });
  return jsxEdits(program, source, settings, true);
}

/** What the file's expression statement becomes, without the import ahead of it. */
function turned(source: string, settings = automatic): string {
  return applyEdits(source, editsOf(source, settings)).replace(/^(?:import\{[^}]*\}from"[^"]*";)+/, "");
}

interface Made {
  type: unknown;
  props: Record<string, unknown> | null;
  rest: unknown[];
}

/** Runs an expression with helpers that keep what they are called with. */
function made(source: string, names: Record<string, unknown> = {}, settings = automatic): unknown {
  const keep = (type: unknown, props: Record<string, unknown> | null, ...rest: unknown[]): Made => ({
    type,
    props,
    rest,
  });
  const scope: Record<string, unknown> = {
    _jsx: keep,
    _jsxs: keep,
    _createElement: keep,
    _Fragment: "Fragment",
    React: { createElement: keep, Fragment: "Fragment" },
    ...names,
  };
  return new Function(...Object.keys(scope), `return (${turned(source, settings)})`)(...Object.values(scope));
}

describe("JSX", () => {
  it("[7] becomes calls of the automatic runtime, which is imported first", () => {
    const source = "export default () => <><b/><i>x</i></>;";
    expect(applyEdits(source, editsOf(source))).toMatch(
      /^import\{jsxs as _jsxs,Fragment as _Fragment,jsx as _jsx\}from"react\/jsx-runtime";export default/,
    );
    expect(editsOf("const a = 1 < 2;")).toEqual([]);
  });

  it("[7] a CommonJS file gets the helpers behind its directives", () => {
    const source = '"use strict";\nmodule.exports = <a/>;';
    const program = Parser.parse(source, { ecmaVersion: "latest", sourceType: "script" });
    expect(applyEdits(source, jsxEdits(program, source, automatic, false))).toBe(
      '"use strict";;const{jsx:_jsx}=require("react/jsx-runtime");\nmodule.exports = _jsx("a",{});',
    );
  });

  it("[7] a helper's name is free in the file", () => {
    expect(turned("_jsx(<a/>)")).toBe('_jsx(__jsx("a",{}))');
  });

  it("[7] attributes, spreads, text and children are the element's properties", () => {
    expect(made(`<a b="x&amp;y" c-d={1} e {...f} __proto__="p" x:y={<i/>}>{0}</a>`, { f: { g: 2 } })).toEqual({
      type: "a",
      props: {
        b: "x&y",
        "c-d": 1,
        e: true,
        g: 2,
        ["__proto__"]: "p",
        "x:y": { type: "i", props: {}, rest: [] },
        children: 0,
      },
      rest: [],
    });
    expect(made("<a>{/* nothing */}</a>")).toEqual({ type: "a", props: {}, rest: [] });
    expect(made("<a>one {(1, 2)}{3, 4} two</a>")).toEqual({
      type: "a",
      props: { children: ["one ", 2, 4, " two"] },
      rest: [],
    });
  });

  it("[7] the key is an argument of its own; behind a spread createElement() decides", () => {
    expect(made("<a key={1} b/>")).toEqual({ type: "a", props: { b: true }, rest: [1] });
    expect(made("<a key='k'>x</a>")).toEqual({ type: "a", props: { children: "x" }, rest: ["k"] });
    expect(made("<a {...p} key={1}>x</a>", { p: { b: 2 } })).toEqual({
      type: "a",
      props: { b: 2, key: 1 },
      rest: ["x"],
    });
  });

  it("[7] capital and dotted names are the program's, the others HTML's", () => {
    const App = { Part: "part" };
    expect(made("<><App/><App.Part/><my-tag/><svg:a/></>", { App })).toMatchObject({
      type: "Fragment",
      props: { children: [{ type: App }, { type: "part" }, { type: "my-tag" }, { type: "svg:a" }] },
    });
  });

  it("[7] the classic runtime calls the factory with children as arguments", () => {
    const h = (...all: unknown[]) => all;
    const settings = { ...classic, factory: "h", fragment: "F" };
    expect(made("<><a b='1' key='k'>x{1}</a>\n<c/></>", { h, F: "F" }, settings)).toEqual([
      "F",
      null,
      ["a", { b: "1", key: "k" }, "x", 1],
      ["c", null],
    ]);
  });

  it("[7] every line stays, and an expression keeps its column", () => {
    const source = "const a = <p\n  key={\n    k}\n  title={t}\n>\n  text\n  more {value}\n</p>;\nlast();";
    const edits = editsOf(source);
    const text = applyEdits(source, edits);
    expect(text.split("\n")).toHaveLength(source.split("\n").length);
    expect(text.split("\n").at(-1)).toBe("last();");
    const columns = editedColumns(source, edits, 0);
    for (const [line, name] of [
      [6, "value"],
      [8, "last"],
    ] as const) {
      const lines = [source, text].map((one) => one.split("\n")[line]?.indexOf(name) ?? -1);
      expect(columns.original(line + 1, (lines[1] ?? 0) + 1)).toBe((lines[0] ?? 0) + 1);
    }
  });
});
