import { describe, expect, it, vi } from "vitest";
import { LanguageDesk, marked } from "../../../test/support/language-desk.ts";
import { parseLike } from "./trial.ts";

vi.mock("./trial.ts", { spy: true });

/** What the filter says of `insert` at "|" of a.ts, or of another file's. */
function verdict(text: string, insert: string, { path = "a.ts", replace = 0, desk = new LanguageDesk() } = {}) {
  const { text: now, offset } = marked(text);
  desk.file(path, now);
  const length = now.length;
  return desk.ask({ kind: "check", path, length, from: offset, to: offset + replace, insert })?.verdict;
}

/** Long enough that not all of it is checked. */
const ballast = Array.from({ length: 80 }, (_, n) => `export const ballast${n} = (x: number) => x + ${n};\n`).join("");

describe.each([
  ["a short file", ""],
  ["a long file", ballast],
])("in %s", (_, before) => {
  const judge = (text: string, insert: string) => verdict(before + text, insert);

  it("[TF1] what fits is kept", () => {
    expect(judge("const user = { name: 'Ada' };\nconst length: number = user.|\n", "name.length;")).toBe("keep");
  });

  it.each([
    ["a name that is not there", "const a = |\n", "lenght + 1;"],
    ["a member that is not there", "const a = 'b'.|\n", "lenght + 1;"],
    ["a value of another type", "const a: number = |\n", "'one';"],
    ["an argument too many", "const f = (x: number) => x;\nf(|\n", "1, 2);"],
    ["a call of what is no function", "const f = 1;\n|\n", "f();"],
    ["a name declared twice", "const a = 1;\nconst |\n", "a = 2;"],
    ["a range that is none, where the file did not parse before", "const a = /^[0-|\n", "9z-a]+$/;"],
  ])("[TF2] %s is a type error", (_case, text, insert) => {
    expect(judge(text, insert)).toBe("type-error");
  });

  it.each([
    ["a bracket too many", "const a = (1 + |\n", "2));"],
    ["two statements in one", "const a = |\n", "b c d;"],
    ["an operator without a value", "const a = 1 |;\n", "+ * 2"],
  ])("[TF3] %s is a syntax error", (_case, text, insert) => {
    expect(judge(text, insert)).toBe("syntax-error");
  });

  it("[TF4] brackets that are left open will be closed: what is in them counts only where more text cannot mend it", () => {
    const types = "interface Cup { tea: string; milk: boolean }\n";
    expect(judge(`${types}const cup: Cup = |\n`, "{")).toBe("keep");
    expect(judge("const list = [1];\n|\n", "for (const each of list) {")).toBe("keep");
    expect(judge("const list = [1];\n|\n", "for (const each of lists) {")).toBe("type-error");
    expect(judge(`${types}|\n`, "Cup = {")).toBe("type-error");
    expect(judge("const list = [1];\n|\n", "list = [")).toBe("type-error");
  });

  it("[TF5] errors that are there already do not count", () => {
    expect(judge("const wrong: number = 'a';\nmissing();\nconst b = |\n", "'b'.length;")).toBe("keep");
    expect(judge("const wrong: number = 'a';\nmissing();\nconst b: number = |\n", "'b';")).toBe("type-error");
  });

  it("[TF5] errors of a body that was none without the suggestion were not there", () => {
    const body = "  const show = (x: string) => {\n    print(x);\n  };\n  show(a);\n}\n";
    expect(judge(`function f(a: string|\n${body}`, ", print: (x: string) => void) {")).toBe("keep");
    expect(judge(`function f(a: string|\n${body}`, ", other: number) {")).toBe("type-error");
  });

  it("[TF5] an error that says more than it did counts", () => {
    const make = "declare function make<T, U = 0>(x: T, y?: U): { x: [T, U] };\n";
    expect(judge(`${make}const a: { x: number } = make('1'|);\n`, ", true")).toBe("type-error");
  });

  it("[TF5] the head of a statement that it ends is checked too", () => {
    const body = Array.from({ length: 80 }, (_, n) => `  const value${n} = two + ${n};\n`).join("");
    const two = `function f(two: number, show: (x: number) => void) {\n  if (2 > two|\n  show(two);\n${body}}\n`;
    expect(judge(two, ") show(2);")).toBe("keep");
    expect(judge(two, "Cups) show(two);")).toBe("type-error");
  });

  it("[TF5] an object that is being written may still lack properties", () => {
    const types = "interface Cup { tea: string; milk: boolean; sugar: number }\nconst drink = (cup: Cup) => cup;\n";
    expect(judge(`${types}const cup: Cup = {\n  tea: 'green',\n  |\n};\n`, "milk: true,")).toBe("keep");
    expect(judge(`${types}drink({\n  tea: 'green',\n  |\n});\n`, "milk: true,")).toBe("keep");
    expect(judge(`${types}drink({\n  tea: 'green',\n  |\n});\n`, "milk: 1,")).toBe("type-error");
    expect(judge(`${types}drink({\n  tea: 'green',\n  |\n});\n`, "salt: 1,")).toBe("type-error");
  });

  it("[TF6] a half-written name before the caret does not excuse another wrong one", () => {
    expect(judge("const loadUser = (id: number) => id;\nconst a = lo|\n", "adUser(1);")).toBe("keep");
    expect(judge("const loadUser = (id: number) => id;\nconst a = lo|\n", "adUzer(1);")).toBe("type-error");
  });

  it.each([
    ["a use below", "const a = |\na.toFixed();\n", "'text';"],
    ["a caller", "function f() {\n  const a = 1;\n  return |\n}\nf().toFixed();\n", "String(a);"],
    ["a caller, by a variable", "function f() {\n  const a = |\n  return a;\n}\nf().toFixed();\n", "'text';"],
    [
      "what a narrowed variable is used for",
      "function f(a?: string) {\n  if (!a) return;\n  |\n  a.at(0);\n}\n",
      "a = undefined;",
    ],
    ["the callback's call", "const sum = [1].map((n) => {\n  return |\n});\nsum[0]?.toFixed();\n", "String(n);"],
    ["a use of a variable whose type it writes", "const a: | = null as never;\na.toFixed();\n", "string"],
    ["a caller, by the type written behind it", "function f(): | {\n  throw 1;\n}\nf().toFixed();\n", "string"],
    ["a caller, by a parameter", "function f(a: number|): void {}\nf(1);\n", ", b: string"],
    ["objects of a type", "interface Cup { tea: string; | }\nconst cup: Cup = { tea: 'green' };\n", "milk: boolean"],
  ])("[TF7] an error that it makes elsewhere counts: %s", (_case, text, insert) => {
    expect(judge(text, insert)).toBe("type-error");
  });

  it("[TF8] what is not used yet or not reached is no error", () => {
    const desk = new LanguageDesk({
      "tsconfig.json": '{"compilerOptions":{"strict":true,"noUnusedLocals":true,"allowUnreachableCode":false}}',
    });
    expect(verdict(`${before}export function f() {\n  |\n}\n`, "const fresh = 1;", { desk })).toBe("keep");
  });
});

it("[TF9] what it replaces behind the caret is gone in the trial", () => {
  const text = "const f = (x: number) => x;\nf(|);\n";
  expect(verdict(text, "1);", { replace: 2 })).toBe("keep");
  expect(verdict(text, "1);")).toBe("syntax-error");
});

it("[TF10] JavaScript is held to its syntax, and to its types where the file asks for it", () => {
  expect(verdict("const a = |\n", "missing.name;", { path: "a.js" })).toBe("keep");
  expect(verdict("const a = |\n", "missing..name;", { path: "a.js" })).toBe("syntax-error");
  expect(verdict("// @ts-check\nconst a = |\n", "missing.name;", { path: "a.js" })).toBe("type-error");
});

it("[TF11] files that no service knows keep every suggestion", () => {
  expect(verdict("# Tea\n|\n", "const ) =", { path: "a.md" })).toBe("keep");
});

it("[TF12] knows what was typed since, in this file and in others", () => {
  const desk = new LanguageDesk({ "user.ts": "export const name = 'Ada';\n", "a.ts": "" });
  desk.problems("a.ts");
  expect(verdict('import { name } from "./user";\nconst a: string = |\n', "name;", { desk })).toBe("keep");
  desk.file("user.ts", "export const name = 7;\n");
  expect(verdict('import { name } from "./user";\nconst a: string = |\n', "name;", { desk })).toBe("type-error");
});

it("[TF13] what was typed of it meanwhile is not written twice, brackets that closed by themselves included", () => {
  const desk = new LanguageDesk({ "a.ts": "const f = (x: number) => x;\nconst a = f();\n" });
  const whole = { kind: "check", path: "a.ts", length: 40, from: 38, to: 38 } as const;
  expect(desk.ask({ ...whole, insert: "f(1)" })?.verdict).toBe("keep");
  expect(desk.ask({ ...whole, insert: "f('1')" })?.verdict).toBe("type-error");
});

it.each([
  ["behind the end", { length: 1, from: 5, to: 9 }],
  ["in another text", { length: 0, from: 0, to: 0 }],
  ["in a text that was longer", { length: 9, from: 0, to: 0 }],
])("[TF14] a suggestion %s is not shown", (_case, place) => {
  const desk = new LanguageDesk({ "a.ts": "a" });
  expect(desk.ask({ kind: "check", path: "a.ts", ...place, insert: "b" })?.verdict).toBe("syntax-error");
});

it("[TF15] every check is answered, also when several wait", () => {
  const desk = new LanguageDesk({ "a.ts": "const a = \n" });
  const place = { path: "a.ts", length: 11, from: 10, to: 10 };
  const ids = ["1;", "missing;"].map((insert) => desk.send({ kind: "check", ...place, insert }));
  const syntax = desk.send({ kind: "syntax", ...place, insert: "missing;" });
  expect([...ids, syntax].map((id) => desk.answerTo(id))).toEqual([
    { kind: "check", verdict: "keep" },
    { kind: "check", verdict: "type-error" },
    { kind: "syntax", verdict: "keep" },
  ]);
});

it("[TF16] what the file had none of yet is checked too: import.meta, a module loaded on demand", () => {
  const desk = new LanguageDesk({ "tsconfig.json": '{"compilerOptions":{"module":"esnext","target":"esnext"}}' });
  const text = "export {};\nconst a: number = |\n";
  expect(verdict(text, "import.meta;", { desk })).toBe("type-error");
  expect(verdict("export {};\nconst a: object = |\n", "import.meta;", { desk })).toBe("keep");
  expect(verdict(text, 'import("./a");', { desk })).toBe("type-error");
});

it("[TF18] the check by types goes on with what the check by syntax has parsed", () => {
  const desk = new LanguageDesk({ "a.ts": "const a: number = \n" });
  desk.problems("a.ts");
  const suggestion = { path: "a.ts", length: 19, from: 18, to: 18, insert: "1;" };
  vi.mocked(parseLike).mockClear();
  expect(desk.ask({ kind: "syntax", ...suggestion })?.verdict).toBe("keep");
  expect(parseLike).toHaveBeenCalledOnce();
  expect(desk.ask({ kind: "check", ...suggestion })?.verdict).toBe("keep");
  expect(parseLike).toHaveBeenCalledOnce();
});

describe("a check that takes long", () => {
  const text = "type Cup = { a: \n};\nconst cup: Cup = { a: 1 };\nexport {};\n";
  const place = { path: "a.ts", length: text.length, from: 16, to: 16 } as const;
  const begin = () => {
    const desk = new LanguageDesk({ "a.ts": text });
    desk.problems("a.ts");
    desk.tickMs = 100;
    const ask = (insert: string) => desk.send({ kind: "check", ...place, insert });
    return { desk, ask };
  };

  it("[TF17] is made in slices between which others are heard, and tells the same", () => {
    const { desk, ask } = begin();
    const id = ask("string");
    const newer = desk.send({ kind: "syntax", ...place, insert: "number" });
    expect([desk.isAnswered(id), desk.isAnswered(newer)]).toEqual([false, true]);
    desk.settle();
    expect(desk.answerTo(id)).toEqual({ kind: "check", verdict: "type-error" });
  });

  it("[TF17] is not gone on with when it was called off", () => {
    const { desk, ask } = begin();
    const id = ask("string");
    desk.service.receive({ type: "cancel", id });
    const newer = ask("number");
    desk.settle();
    expect([desk.isAnswered(id), desk.answerTo(newer)]).toEqual([false, { kind: "check", verdict: "keep" }]);
  });
});
