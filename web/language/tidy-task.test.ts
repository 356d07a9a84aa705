import { describe, expect, it } from "vitest";
import { StaticDesk } from "../../test/support/static-desk.ts";

async function tidy(text: string, others: Record<string, string> = {}) {
  const desk = new StaticDesk({ "a.ts": text, ...others });
  const answer = await desk.run("optimise", { path: "a.ts" });
  const notes = answer.kind === "edits" ? answer.notes : [];
  return {
    after: answer.kind === "nothing" ? text : ((await desk.changed("optimise", { path: "a.ts" }))["a.ts"] ?? text),
    notes,
  };
}

describe("optimise without a model", () => {
  it("[ST1] takes out what is unused or never reached, each with its reason", async () => {
    const text = `import { b, a } from "./other";
import { c } from "./other";

const unused = 1;
function never() {}
interface Nobody {}

export async function run(): Promise<number> {
  const n = await a(1);
  const old = [1, 2];
  return n + c;
  console.log("late");
}
`;
    const other = "export const a = (n: number) => n;\nexport const b = 1;\nexport const c = 2;\n";
    const { after, notes } = await tidy(text, { "other.ts": other });
    expect(after).toBe(`import { a, c } from "./other";


export async function run(): Promise<number> {
  const n = a(1);
  return n + c;
}
`);
    expect(notes).toEqual([
      "Line 1: imports sorted and joined, unused ones taken out.",
      "Line 4: unused is never used.",
      "Line 5: never is never used.",
      "Line 6: Nobody is never used.",
      "Line 9: await has no effect on what is no promise.",
      "Line 10: old is never used.",
      "Line 12: this code is never reached.",
    ]);
  });

  it("[ST1] leaves imports as far in as they stand, also under a comment of several lines", async () => {
    const text = `/**\n * Adds.\n */\nimport {\n  a,\n  b,\n} from "./other";\n\nexport const c = a + b;\n`;
    const other = "export const a = 1;\nexport const b = 2;\n";
    expect(await tidy(text, { "other.ts": other })).toEqual({ after: text, notes: [] });
  });

  it.each([
    ["a call", "const a = Date.now();\nexport {};\n"],
    ["an object that may have getters", "declare const b: { c: 1 };\nconst a = b.c;\nexport {};\n"],
    ["a class that may do something as it is declared", "class A {\n  static b = Date.now();\n}\nexport {};\n"],
  ])("[ST2] what is set to %s is left, and said", async (_, text) => {
    const { after, notes } = await tidy(text);
    expect(after).toBe(text);
    expect(notes).toEqual([expect.stringContaining("is never used, but left")]);
  });

  it.each([
    ["a parameter", "export function f(a: number) {}\n"],
    ["a loop's variable", "export function f(all: number[]) {\n  for (const one of all) console.log(1);\n}\n"],
    ["imports that are there for what they do", 'import "./z";\nimport "./b";\nimport { c } from "./a2";\nc();\n'],
    ["a file with syntax errors", "const a = 1;\nexport function (\n"],
    ["an empty file", ""],
  ])("[ST3] %s stays", async (_, text) => {
    const others = { "z.ts": "export {};\n", "b.ts": "export {};\n", "a2.ts": "export const c = () => {};\n" };
    expect((await tidy(text, others)).after).toBe(text);
  });

  it("[ST4] the files are what they were after all has been tried out", async () => {
    const desk = new StaticDesk({ "a.ts": "const unused = 1;\nexport const b: string = 1;\n" });
    await desk.run("optimise", { path: "a.ts" });
    expect(desk.desk.problems("a.ts")).toEqual(["Type 'number' is not assignable to type 'string'."]);
    expect(desk.desk.ask({ kind: "hover", path: "a.ts", offset: 6 })?.signature).toBe("const unused: 1");
  });

  it("[ST5] what adds an error is not done", async () => {
    const text = "export {};\nconst a = 1;\ntype T = typeof a;\nconst list: T[] = [];\nlist.length;\n";
    const { after } = await tidy(text);
    const desk = new StaticDesk({ "a.ts": after });
    expect(desk.desk.problems("a.ts")).toEqual([]);
  });
});

describe("fix without a model", () => {
  it("[SF1] an error is fixed by the language service's own fix, which was tried out", async () => {
    const desk = new StaticDesk({
      "a.ts": "export const total = tax(1);\n",
      "tax.ts": "export const tax = (price: number) => price;\n",
    });
    expect(await desk.changed("fix", { path: "a.ts" })).toEqual({
      "a.ts": 'import { tax } from "./tax";\n\nexport const total = tax(1);\n',
    });
    expect(await desk.run("fix", { path: "a.ts" })).toMatchObject({
      notes: ["Line 1: Add import from \"./tax\" (Cannot find name 'tax'.)"],
    });
  });

  it("[SF2] several errors are fixed in one go, those of a range alone where there is one", async () => {
    const text =
      "interface A {\n  colour: number;\n}\nconst a: A = { colour: 1 };\nexport const b = a.color;\nexport function f() {\n  await Promise.resolve();\n}\n";
    const desk = new StaticDesk({ "a.ts": text });
    const both = (await desk.changed("fix", { path: "a.ts" }))["a.ts"];
    expect(both).toContain("a.colour;");
    expect(both).toContain("async function f()");
    const at = text.indexOf("a.color;");
    const one = (await desk.changed("fix", { path: "a.ts", range: { from: at, to: at + 7 } }))["a.ts"];
    expect(one).toBe(text.replace("a.color;", "a.colour;"));
  });

  it("[SF3] an error that only could be silenced, or that has no fix, is left and said", async () => {
    const desk = new StaticDesk({
      "a.js": "// @ts-check\n/** @type {string} */\nexport const a = 1;\n",
    });
    expect(await desk.run("fix", { path: "a.js" })).toEqual({
      kind: "edits",
      operations: [],
      notes: ["Line 3: no fix is known that adds no other error (Type 'number' is not assignable to type 'string'.)"],
    });
  });

  it("[SF5] what only takes the types away is no fix", async () => {
    const desk = new StaticDesk({ "a.ts": "interface A {}\nexport const f = (a: A) => a.b;\n" });
    expect(await desk.run("fix", { path: "a.ts" })).toMatchObject({ operations: [], notes: [expect.any(String)] });
  });

  it("[SF4] without an error there is nothing to fix", async () => {
    const answer = await new StaticDesk({ "a.ts": "export const a = 1;\n" }).run("fix", { path: "a.ts" });
    expect(answer).toEqual({ kind: "nothing", reason: "The language service sees no error here." });
  });
});
