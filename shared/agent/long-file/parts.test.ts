import { expect, it } from "vitest";
import { isCommented, isTested } from "./coverage.ts";
import { joinTests } from "./join-tests.ts";
import { lostLine } from "./kept-code.ts";
import { mergeInto, mergeParts, type PartEdit } from "./merge.ts";

const item = (text: string, comment: string) => {
  const start = text.indexOf(comment) + comment.length;
  return { from: text.indexOf(comment), start, to: text.length };
};

it.each([
  ["/** Adds. */\n", true],
  ["// Adds them up.\n", true],
  ["/**\n * 加法。\n */\n", true],
  ["", false],
  ["// eslint-disable-next-line\n", false],
  ["/* ---- */\n", false],
  ["/* @__NO_SIDE_EFFECTS__ */\n", false],
])("%j above a declaration is a comment in words: %s", (comment, says) => {
  const text = `${comment}function add() {}`;
  expect(isCommented(text, item(text, comment))).toBe(says);
});

it("a docstring counts, that of an inner function does not", () => {
  const outer = 'def add(a: int,\n        b: int) -> int:\n    """Adds."""\n    return a + b';
  const inner = 'def add(a):\n    def one():\n        """One."""\n    return one';
  expect(isCommented(outer, { from: 0, start: 0, to: outer.length })).toBe(true);
  expect(isCommented(inner, { from: 0, start: 0, to: inner.length })).toBe(false);
});

it("a name counts as tested in a test alone: no import, no comment, no longer name", () => {
  const tests = 'import { load, save } from "./a";\n\nit("saves", () => {\n  // load is next\n  save(loader);\n});\n';
  expect([isTested(tests, "Store.save"), isTested(tests, "load"), isTested(tests, "constructor")]).toEqual([
    true,
    false,
    false,
  ]);
  expect(isTested("const save = 1;\nsave();", "save")).toBe(false);
  expect(isTested("describe('Store', () => {})", "Store.constructor")).toBe(true);
  expect(isTested("def test_it():\n    assert save()", "save")).toBe(true);
  expect(isTested('it("$load", () => $load());', "$load")).toBe(true);
});

it("all code of a text with other comments is still there", () => {
  const before = "/* old\n text */\nfunction a() {\n  b();\n  // why\n  c();\n}\n";
  expect(lostLine(before, "/** New. */\nfunction a() {\n  b(); // first\n\n    c();\n}\n")).toBeUndefined();
  expect(lostLine(before, "/** New. */\nfunction a() {\n  c();\n}\n")).toBe("b();");
  expect(lostLine(before, before.replace("b();", "/*\n b();\n*/"))).toBe("b();");
  expect(lostLine("a();\nb();", "b();\na();")).toBe("b();");
  expect(lostLine("class A {\n  #x = 1;\n}", "class A {\n}")).toBe("#x = 1;");
});

const edit = (text: string, before: string, after: string): PartEdit => ({
  from: text.indexOf(before),
  before,
  after,
  symbols: [before[0] ?? ""],
});
const noErrors = () => 0;
const project = { read: () => undefined, symbolAt: () => undefined };

it("parts are put in by their place; a last line keeps its end", () => {
  const text = "a\nb\nc\n";
  const edits = [edit(text, "c\n", "C"), edit(text, "a\n", "A")];
  expect(mergeParts(text, edits, noErrors)).toEqual({ text: "A\nb\nC\n", dropped: [] });
});

it("a part that breaks the syntax only beside another is dropped and told", () => {
  const text = "a\nb\n";
  const edits = [edit(text, "a\n", "A\n"), edit(text, "b\n", "B\n")];
  const errors = (given: string) => (given === "A\nB\n" ? 1 : 0);
  const merged = mergeParts(text, edits, errors);
  expect([merged.text, merged.dropped]).toEqual(["A\nb\n", [{ edit: edits[1], code: "parse-worse" }]]);
});

it("into a text that others changed each part goes once, where its lines still stand", () => {
  const text = "a1\nb1\nc1\n";
  const edits = [edit(text, "a1\n", "// a\na1\n"), edit(text, "b1\n", "b2\n"), edit(text, "c1\n", "")];
  const changed = mergeInto("new\na1\nb9\nc1\n", edits, "a.ts", project);
  expect(changed.text).toBe("new\n// a\na1\nb9\n");
  expect(changed.dropped.map(({ code, edit: { before } }) => [code, before])).toEqual([["changed", "b1\n"]]);
  const again = mergeInto(changed.text, edits.slice(0, 1), "a.ts", project);
  expect(again).toEqual({ text: changed.text, dropped: [] });
});

it("lines that stand twice are found by their symbol, or not at all", () => {
  const text = "x\nsame\ny\nsame\n";
  const edits: PartEdit[] = [{ from: 0, before: "same\n", after: "other\n", symbols: ["second"] }];
  expect(mergeInto(text, edits, "a.ts", project).dropped).toHaveLength(1);
  const symbolAt = () => ({ from: 9, start: 9, to: 13 });
  expect(mergeInto(text, edits, "a.ts", { ...project, symbolAt }).text).toBe("x\nsame\ny\nother\n");
});

const part = (text: string) => ({ text, symbols: [], names: [] });

it("test files are joined: what is imported once stays once, wherever it came from", () => {
  const one =
    'import { expect, it } from "vitest";\nimport * as all from "./all";\nimport { a } from "./a";\n\nit("a", a);\n';
  const two =
    '/** Tests. */\nimport { it, expect, vi as fake } from "vitest";\nimport {\n  a,\n  b,\n} from "./a";\nimport * as all from "./all";\n\nit("b", b);\n';
  const joined = joinTests("", [part(one), part(two), part(one)], []);
  expect(joined).toEqual({
    text: 'import { expect, it } from "vitest";\nimport * as all from "./all";\nimport { a } from "./a";\nimport { vi as fake } from "vitest";\nimport { b } from "./a";\n\nit("a", a);\n\nit("b", b);\n',
    dropped: [],
  });
});

it("of required modules too, and of Python's", () => {
  const one = 'const { test } = require("node:test");\nconst assert = require("assert");\n\ntest("a", a);\n';
  expect(joinTests(one, [part(one.replaceAll('"a"', '"b"'))], []).text).toBe(`${one}\ntest("b", a);\n`);
  const python = "import pytest\nfrom a import (\n    b,\n)\n\ndef test_b():\n    b()\n";
  expect(joinTests(python, [part(python.replaceAll("test_b", "test_c"))], []).text).toBe(
    `${python}\ndef test_c():\n    b()\n`,
  );
});

it("tests that declare a name which is taken are left out and told", () => {
  const one = 'import { it } from "vitest";\n\nconst store = 1;\nit("a", store);\n';
  const two = 'import { it } from "vitest";\n\nconst store = 2;\nit("b", store);\n';
  const joined = joinTests(one, [{ ...part(two), names: ["store"] }], ["store"]);
  expect([joined.text, joined.dropped.map(({ names }) => names)]).toEqual([one, [["store"]]]);
});
