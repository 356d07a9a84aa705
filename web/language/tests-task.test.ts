import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { StaticDesk } from "../../test/support/static-desk.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** Runs a file of a project in Node. */
function run(files: Record<string, string>, path: string, ...flags: string[]) {
  const folder = mkdtempSync(join(tmpdir(), "characterise-"));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const { VITEST: _, NODE_OPTIONS: __, NODE_TEST_CONTEXT: ___, ...env } = process.env;
  return spawnSync(process.execPath, [...flags, path], { cwd: folder, encoding: "utf8", timeout: 20_000, env });
}

async function generate(path: string, files: Record<string, string>, runs = 2) {
  const answer = await new StaticDesk(files).run("tests", { path });
  if (answer.kind !== "edits") throw new Error(JSON.stringify(answer));
  const { trial } = answer;
  if (!trial) return { ...answer, content: contentOf(answer.operations), target: answer.operations[0]?.path ?? "" };
  const outputs = Array.from({ length: runs }, () => run({ ...files, [trial.path]: trial.script }, trial.path).stdout);
  const done = trial.finish(outputs);
  return { ...done, content: contentOf(done.operations), target: done.operations[0]?.path ?? "" };
}

function contentOf(operations: readonly { kind: string }[]): string {
  const [only] = operations;
  return only && "content" in only ? String(only.content) : "";
}

const sums = `export function add(a: number, b = 2): number {
  return a + b;
}
export const half = (n: number) => {
  if (n < 0) throw new RangeError("negative");
  return n / 2;
};
export async function load(path: string): Promise<string> {
  return (await fetch(path)).text();
}
`;

describe("tests without a model", () => {
  it("[CT1] are written from what the functions really give back, and pass", async () => {
    const files = { "src/sums.ts": sums };
    const { content, notes, target } = await generate("src/sums.ts", files);
    expect(target).toBe("src/sums.test.ts");
    expect(content).toBe(`// What the code does today, found by running it; read it before you rely on it.
import assert from "node:assert/strict";
import test from "node:test";
import { add, half } from "./sums.ts";

test("add does what it did", () => {
  assert.deepStrictEqual(add(1, 1), 2);
  assert.deepStrictEqual(add(0, 100), 100);
  assert.deepStrictEqual(add(-1, 2.5), 1.5);
  assert.deepStrictEqual(add(2.5, -1), 1.5);
  assert.deepStrictEqual(add(100, 0), 100);
  assert.deepStrictEqual(add(1), 3);
});

test("half does what it did", () => {
  assert.deepStrictEqual(half(1), 0.5);
  assert.deepStrictEqual(half(0), 0);
  assert.throws(() => half(-1), { name: "RangeError", message: "negative" });
  assert.deepStrictEqual(half(2.5), 1.25);
  assert.deepStrictEqual(half(100), 50);
});

test.todo("load(path: string): Promise<string>");
`);
    expect(notes).toEqual([
      "11 results of 2 functions, found by running the code.",
      "load was not run: it may do more than give something back (async).",
    ]);
    const tested = run({ ...files, [target]: content }, target, "--test");
    expect(tested.stdout + tested.stderr).toMatch(/pass 2[\s\S]*fail 0/);
    const changed = { ...files, "src/sums.ts": sums.replace("n / 2", "n / 3"), [target]: content };
    expect(run(changed, target, "--test").status).not.toBe(0);
  });

  it("[CT2] are a scaffold alone until somebody runs the script", async () => {
    const answer = await new StaticDesk({ "sums.ts": sums }).run("tests", { path: "sums.ts" });
    expect(contentOf(answer.kind === "edits" ? answer.operations : [])).toBe(`import test from "node:test";

test.todo("add(a: number, b = 2): number");

test.todo("half(n: number)");

test.todo("load(path: string): Promise<string>");
`);
  });

  it("[CT3] hold values exactly: undefined, NaN, -0, dates, maps, bigints, keys like __proto__", async () => {
    const files = {
      "a.ts": `export const f1 = (a: true) => [undefined, null, NaN, -0, 0, Infinity, 1e300, 0.1 + 0.2];
export const f2 = (a: true) => new Date(86400000);
export const f3 = (a: true) => new Map<unknown, unknown>([["k", new Set([1n, -0])], [{ a: 1 }, [[]]]]);
export const f4 = (a: true) => JSON.parse('{"__proto__": 1, "a-b": {"c": [] }, "": 2}');
export const f5 = (a: true) => "a\\u2028\\ud800\\n\`\\\${}";
export const f6 = (a: true) => new Date(NaN);
export const f7 = (a: true) => ({});
export const f8 = (a: true) => {};
`,
    };
    const { content, target } = await generate("a.ts", files);
    expect(content).toContain("f1(true), [undefined, null, NaN, -0, 0, Infinity, 1e+300, 0.30000000000000004]);");
    expect(content).toContain("f2(true), new Date(86400000));");
    expect(content).toContain('f3(true), new Map([["k", new Set([1n, 0])], [{ a: 1 }, [[]]]]));');
    expect(content).toContain('f4(true), { ["__proto__"]: 1, "a-b": { c: [] }, "": 2 });');
    expect(content).toContain("f6(true), new Date(NaN));");
    expect(content).toContain("f8(true), undefined);");
    expect(run({ ...files, [target]: content }, target, "--test").stdout).toMatch(/pass 8[\s\S]*fail 0/);
  });

  it("[CT4] leave out what cannot be written down, and what varies", async () => {
    const files = {
      "a.ts": `export const regular = (a: true) => /x/g;
export const made = (a: true) => () => 1;
export const round = (a: true) => { const o: { self?: unknown } = {}; o.self = o; return o; };
export const sparse = (a: true) => { const o: number[] = []; o[3] = 1; return o; };
export const long = (a: true) => "x".repeat(1000);
export const error = (a: true) => new Error("x");
`,
    };
    const { content, notes } = await generate("a.ts", files);
    expect(content).not.toContain("assert");
    expect(notes).toContain("6 calls left out: no result that is the same each time and can be written down exactly.");
    const answer = await new StaticDesk({ "a.ts": "export const f = (a: true) => a;\n" }).run("tests", {
      path: "a.ts",
    });
    const finish = answer.kind === "edits" ? answer.trial?.finish : undefined;
    const line = (value: string) => `glasshouse-characterised {"index":0,"value":"${value}"}\n`;
    expect(contentOf(finish?.([line("1"), line("1")]).operations ?? [])).toContain("f(true), 1)");
    for (const other of [line("2"), "", "glasshouse-characterised {", "glasshouse-characterised null", "x"]) {
      expect(contentOf(finish?.([line("1"), other]).operations ?? [])).not.toContain("f(true)");
    }
  });

  it("[CT5] keep what was found before a call that does not end was stopped", async () => {
    const files = {
      "a.ts": "export const f = (n: number) => { while (n === 0); return n; };\n",
    };
    const answer = await new StaticDesk(files).run("tests", { path: "a.ts" });
    const trial = answer.kind === "edits" ? answer.trial : undefined;
    const folder = mkdtempSync(join(tmpdir(), "characterise-"));
    folders.push(folder);
    writeFileSync(join(folder, "a.ts"), files["a.ts"]);
    writeFileSync(join(folder, "run.mjs"), trial?.script ?? "");
    const { stdout } = spawnSync(process.execPath, ["run.mjs"], { cwd: folder, encoding: "utf8", timeout: 3_000 });
    const content = contentOf(trial?.finish([stdout, stdout]).operations ?? []);
    expect(content).toContain("f(1), 1)");
    expect(content).not.toContain("f(0)");
  });

  it.each([
    ["reads the time", "export const f = (a: number) => a + Date.now();"],
    ["reads the time of now", "export const f = (a: number) => new Date();"],
    ["is by chance", "export const f = (a: number) => a * Math.random();"],
    ["prints", "export const f = (a: number) => console.log(a);"],
    ["reads a file", 'import { readFileSync } from "node:fs";\nexport const f = (a: string) => readFileSync(a);'],
    ["changes a variable of the file", "let n = 0;\nexport const f = (a: number) => (n += a);"],
    ["reads a variable of the file", "let n = 0;\nexport const f = (a: number) => n + a;"],
    ["changes its argument", "export const f = (a: number[]) => a.sort();"],
    ["changes a member of its argument", "export function f(a: { b: number }) {\n  a.b = 1;\n}"],
    ["changes what the file holds", "const all: number[] = [];\nexport const f = (a: number) => all.push(a);"],
    [
      "changes it by another name",
      "const all: number[] = [];\nexport const f = (a: number) => {\n  const b = all;\n  b.push(a);\n};",
    ],
    ["deletes", "export function f(a: { b?: number }) {\n  delete a.b;\n}"],
    ["calls what is not pure", "const g = (a: number) => process.exit(a);\nexport const f = (a: number) => g(a);"],
    ["reaches the global object", "export const f = (a: number) => globalThis.close();"],
    ["evaluates", 'export const f = (a: number) => eval("1");'],
    ["makes a function of text", 'export const f = (a: number) => new Function("1")();'],
    ["reaches a constructor", 'export const f = (a: number) => (() => {}).constructor("return process")().exit();'],
    [
      "calls what it does not know",
      'export const f = (a: number) => {\n  const C = ((() => {}) as any)["constructor"];\n  const g = C("process.exit()");\n  g();\n};',
    ],
    ["imports", 'export const f = (a: number) => import("node:fs");'],
    ["uses this", "export function f(this: any, a: number) {\n  return this.x;\n}"],
    ["is in a file that does something when imported", "process.exit();\nexport const f = (a: number) => a;"],
    ["is in a file that imports one that does", 'import { b } from "./b";\nexport const f = (a: number) => a + b;'],
    ["depends on the machine's language", "export const f = (a: number) => a.toLocaleString();"],
    ["depends on the machine's time zone", "export const f = (a: number) => new Date(a).getHours();"],
  ])("[CT6] a function that %s is never run", async (_, text) => {
    const files = { "a.ts": `${text}\n`, "b.ts": "export const b = 1;\nconsole.log(b);\n" };
    const answer = await new StaticDesk(files).run("tests", { path: "a.ts" });
    expect(answer).toMatchObject({
      kind: "edits",
      notes: [expect.any(String), expect.stringMatching(/^f was not run/)],
    });
    expect(answer).not.toHaveProperty("trial");
  });

  it.each([
    [
      "that makes something of its own",
      "export const f = (a: number[]) => {\n  const b = [...a];\n  b.sort();\n  b[0] = 3;\n  return b;\n};",
    ],
    [
      "that calls one like it",
      "const g = (a: number): number => (a < 1 ? 0 : g(a - 1));\nexport const f = (a: number) => g(a);",
    ],
    ["that reads a constant", "const rate = 2;\nexport const f = (a: number) => a * rate;"],
    [
      "of objects",
      "interface A { b: string; c?: number[] }\nexport const f = (a: A) => a.b.length + (a.c?.length ?? 0);",
    ],
    [
      "with a loop",
      "export function f(a: string[]) {\n  let n = 0;\n  for (const each of a) n += each.length;\n  return n;\n}",
    ],
    ["of a union", 'export const f = (a: "x" | "y" | 3) => `${a}!`;'],
    ["with rest", "export const f = (...a: number[]) => Math.max(...a);"],
  ])("[CT7] a pure function %s is", async (_, text) => {
    const { content } = await generate("a.ts", { "a.ts": `${text}\n` });
    expect(content).toContain("assert.deepStrictEqual(f(");
  });

  it("[CT8] default exports, other names, CommonJS and vitest", async () => {
    const both = await generate("a.js", {
      "a.js":
        "/** @param {number} a */\nexport default function (a) {\n  return a;\n}\n/** @param {number} a */\nfunction g(a) {\n  return -a;\n}\nexport { g as test };\n",
    });
    expect(both.content).toContain('import { default as subject1, test as g } from "./a.js";');
    const common = {
      "a.js": "/** @param {number} a */\nfunction g(a) {\n  return a;\n}\nmodule.exports = { g, h: g };\n",
    };
    const generated = await generate("a.js", common);
    expect(generated.target).toBe("a.test.mjs");
    const tested = run({ ...common, [generated.target]: generated.content }, generated.target, "--test");
    expect(tested.stdout).toMatch(/pass 1[\s\S]*fail 0/);
    const vitest = await generate("src/a.ts", {
      "package.json": '{"devDependencies":{"vitest":"1"}}',
      "src/a.ts": "export const f = (a: true) => a;\n",
    });
    expect(vitest.content).toContain('import { expect, test } from "vitest";');
    expect(vitest.content).toContain("expect(f(true)).toStrictEqual(true);");
  });

  it("[CT9] a test file that is there is not written over, and without functions there is nothing to test", async () => {
    const files = { "a.ts": "export const f = () => 1;\n", "a.test.ts": "mine", "a.characterisation.test.ts": "mine" };
    expect((await generate("a.ts", files)).target).toBe("a.characterisation-2.test.ts");
    for (const text of ["", "export const a = 1;\n", "function own() {}\nexport {};\n"]) {
      expect(await new StaticDesk({ "a.ts": text }).run("tests", { path: "a.ts" })).toMatchObject({ kind: "nothing" });
    }
  });
});
