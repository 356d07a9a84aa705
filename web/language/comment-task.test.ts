import ts from "typescript-lib";
import { describe, expect, it } from "vitest";
import { StaticDesk } from "../../test/support/static-desk.ts";

async function commented(path: string, text: string, range?: { from: number; to: number }): Promise<string> {
  const desk = new StaticDesk({ [path]: text });
  return (await desk.changed("comment", { path, range }))[path] ?? "";
}

/** The text without the comments that were added: lines of `/** … *​/` that the first text had not. */
function withoutAdded(after: string, before: string): string {
  const known = new Set(before.split("\n"));
  let inside = false;
  const kept = after.split("\n").filter((line) => {
    const begins = !inside && line.trim().startsWith("/**") && !known.has(line);
    inside = (begins || inside) && !line.trim().endsWith("*/");
    return !begins && !inside && !(line.trim() === "*/" && !known.has(line));
  });
  return kept.join("\n");
}

describe("comments from types", () => {
  it("[SC1] say parameters, defaults, what is returned and thrown, of every exported symbol that has none", async () => {
    const text = `export function pay(amount: number, currency = "EUR", ...tags: string[]): Promise<boolean> {
  if (amount < 0) throw new RangeError("negative");
  return Promise.resolve(currency !== "" && tags.length > 0);
}

/** Has one already. */
export const kept = 1;

function own(a: number) {
  return a;
}

export const first = <T>(items: T[], { deep }: { deep?: boolean } = {}): T | undefined => (deep ? items[0] : undefined);
export const rate = own(1);
export class Store<K> extends Map<K, string> {
  #hidden() {}
  load(key: K): string {
    return this.get(key) ?? "";
  }
}
export interface Cup { size: number }
export type Name = string;
export enum Colour { Red }
export function start(): void {}
`;
    expect(await commented("a.ts", text)).toBe(`/**
 * @param {number} amount
 * @param {string} [currency="EUR"]
 * @param {...string} tags
 * @returns {Promise<boolean>}
 * @throws {RangeError}
 */
export function pay(amount: number, currency = "EUR", ...tags: string[]): Promise<boolean> {
  if (amount < 0) throw new RangeError("negative");
  return Promise.resolve(currency !== "" && tags.length > 0);
}

/** Has one already. */
export const kept = 1;

function own(a: number) {
  return a;
}

/**
 * @template T
 * @param {T[]} items
 * @param {{ deep?: boolean }} [options={}]
 * @returns {T | undefined}
 */
export const first = <T>(items: T[], { deep }: { deep?: boolean } = {}): T | undefined => (deep ? items[0] : undefined);
/** @constant {number} */
export const rate = own(1);
/**
 * @class
 * @extends {Map<K, string>}
 * @template K
 */
export class Store<K> extends Map<K, string> {
  #hidden() {}
  /**
   * @param {K} key
   * @returns {string}
   */
  load(key: K): string {
    return this.get(key) ?? "";
  }
}
/** @interface Cup */
export interface Cup { size: number }
/** @typedef Name */
export type Name = string;
/** @enum */
export enum Colour { Red }
/** @returns {void} */
export function start(): void {}
`);
  });

  it("[SC2] of 10,000 lines every exported symbol gets one, and nothing but comments is added", async () => {
    const one = (index: number) =>
      `export function f${index}(a: number, b: string[]): string {\n  if (a > ${index}) {\n    throw new Error(b[0]);\n  }\n  return b.join(",");\n}\n\n` +
      `export class C${index} {\n  m(a: string) {\n    return a;\n  }\n}\n\n`;
    const text = Array.from({ length: 840 }, (_, index) => one(index)).join("");
    expect(text.split("\n").length).toBeGreaterThan(10_000);
    const after = await commented("a.ts", text);
    expect(after.match(/\/\*\*/g)).toHaveLength(840 * 3);
    expect(withoutAdded(after, text)).toBe(text);
  });

  it.each([
    ["the end of a comment in a type", 'export const f = (a: "*/ alert(1) /*") => a;\n'],
    ["the end of a comment in a default value", 'export function f(a = "*/ alert(1) /*") {\n  return a;\n}\n'],
    ["braces in a type", 'export const f = (a: "}{") => a;\n'],
    ["a name of a prototype", "export function __proto__(constructor: number) {\n  return constructor;\n}\n"],
    ["a syntax error", "export function f(a: number {\n  return a;\n}\n"],
    ["a type of many lines", `export const f = (a: { ${"x: number;\n".repeat(40)} }) => a;\n`],
    [
      "an endless type",
      `export const f = (a: ${Array.from({ length: 300 }, (_, i) => `"v${i}"`).join(" | ")}) => a;\n`,
    ],
  ])("[SC3] %s stays code", async (_, text) => {
    const after = await commented("a.ts", text);
    const tokens = (source: string) => {
      const scanner = ts.createScanner(ts.ScriptTarget.ESNext, true, ts.LanguageVariant.Standard, source);
      const found: string[] = [];
      for (let kind = scanner.scan(); kind !== ts.SyntaxKind.EndOfFileToken; kind = scanner.scan()) {
        found.push(scanner.getTokenText());
      }
      return found;
    };
    expect(tokens(after)).toEqual(tokens(text));
    expect(after).toMatch(/\/\*\*/);
  });

  it("[SC4] comments, licences and rules for the next line stay where they are", async () => {
    const text = `/** Licence. */

// eslint-disable-next-line no-console
export function log(a: string) {
  console.log(a);
}

// What it is for.
export const size = 1;
`;
    expect(await commented("a.ts", text)).toBe(`/** Licence. */

/** @param {string} a */
// eslint-disable-next-line no-console
export function log(a: string) {
  console.log(a);
}

/** @constant {number} */
// What it is for.
export const size = 1;
`);
  });

  it("[SC5] the selected symbol alone gets one", async () => {
    const text = "export const a = 1;\nexport const b = 2;\n";
    expect(await commented("a.ts", text, { from: 25, to: 25 })).toBe(
      "export const a = 1;\n/** @constant {number} */\nexport const b = 2;\n",
    );
  });

  it("[SC6] overloads have one comment, and what has no line of its own is named", async () => {
    const text = "export function f(a: string): void;\nexport function f(a: number): void;\nexport function f() {}\n";
    expect((await commented("a.ts", text)).match(/\/\*\*/g)).toHaveLength(1);
    const answer = await new StaticDesk({ "a.ts": "const a = 1; export const b = 2;\n" }).run("comment", {
      path: "a.ts",
    });
    expect(answer).toEqual({ kind: "edits", operations: [], notes: ["No line of its own to stand above: b."] });
  });

  it("[SC7] JavaScript gets what is inferred, and CommonJS too", async () => {
    const text = "function add(a, b = 1) {\n  return a.length + b;\n}\nmodule.exports = { add };\n";
    expect(await commented("a.js", text)).toBe(
      `/**\n * @param {*} a\n * @param {number} [b=1]\n * @returns {*}\n */\n${text}`,
    );
  });

  it.each([
    ["Every exported symbol has a comment already.", "/** A. */\nexport const a = 1;\n"],
    ["Nothing is exported here.", "const a = 1;\nexport {};\n"],
  ])("[SC8] %s", async (reason, text) => {
    expect(await new StaticDesk({ "a.ts": text }).run("comment", { path: "a.ts" })).toEqual({
      kind: "nothing",
      reason,
    });
  });

  it("[SC9] lines end as the file's do", async () => {
    const text = "export const f = (a: number, b: number) => a + b;\r\n";
    expect(await commented("a.ts", text)).toBe(
      `/**\r\n * @param {number} a\r\n * @param {number} b\r\n * @returns {number}\r\n */\r\n${text}`,
    );
  });
});
