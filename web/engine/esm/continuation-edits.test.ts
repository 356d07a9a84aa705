import { describe, expect, it } from "vitest";
import { testContinuations } from "../loop/continuations.fixture.ts";
import { editedColumns } from "./columns.ts";
import { continuationEdits, helper } from "./continuation-edits.ts";
import { applyEdits } from "./edits.ts";
import { testParser } from "./parser.fixture.ts";
import { sourceText } from "./source-text.ts";

const parse = testParser();

function marked(source: string): string {
  return applyEdits(source, continuationEdits(parse(source, "script"), source, false));
}

/** Runs a marked function body; `frame(x)` sets the context frame, `frame()` reads it. */
function run(source: string) {
  const continuations = testContinuations();
  const { ids } = continuations;
  const frame = (...next: unknown[]): unknown => {
    if (next.length > 0) ids.contextFrame = next[0];
    return ids.contextFrame;
  };
  const log: unknown[] = [];
  const body = new Function(helper, "frame", "log", "lose", marked(source));
  const result: unknown = body(continuations.marks, frame, log, () => frame("lost"));
  return { ...continuations, result, log };
}

describe("a marked program", () => {
  it("finds its context frame again after an await, whatever ran meanwhile", async () => {
    const { result, log } = run(
      "const f = async () => { frame(1); await null; log.push(frame()); frame(2); await 0; log.push(frame()); }; const p = f(); lose(); return p;",
    );
    await result;
    expect(log).toEqual([1, 2]);
  });

  it("finds it in catch and finally when the await throws, and keeps what was set before a plain throw", async () => {
    const { result, log } = run(`
      const f = async () => {
        frame(1);
        try { const p = Promise.reject(new Error("x")); await p; } catch { log.push(frame()); }
        try { frame(2); throw 1; } catch { log.push(frame()); }
        try { await Promise.reject(1); } catch {} finally { log.push(frame()); }
      };
      const p = f(); lose(); return p;`);
    await result;
    expect(log).toEqual([1, 2, 2]);
  });

  it("finds it in for await, with labels and without braces", async () => {
    const { result, log } = run(`
      async function* two() { yield 1; await 0; lose(); yield 2; }
      const f = async () => {
        frame("a");
        if (true) for await (const x of two()) log.push(x, frame());
        out: for await (const x of two()) { log.push(frame()); continue out; }
        log.push(frame());
      };
      return f();`);
    await result;
    expect(log).toEqual([1, "a", 2, "a", "a", "a", "a"]);
  });

  it("knows what an async function that never waited ended with", () => {
    const { result, stateOf } = run(`
      async function one() { return 1 } const nothing = async () => {}; async function bad() { throw 3 }
      const a = one(), b = nothing(), c = bad(), d = (async () => { await 0; return 1 })(); c.catch(() => {});
      return [a, b, c, d];`);
    expect((result as unknown[]).map(stateOf)).toEqual([[1, 1], [1, undefined], [2, 3], undefined]);
  });

  it("does not take one function's end for another's promise", () => {
    const { result, stateOf } = run(`
      const quick = async () => 1; const slow = () => { quick(); return new Promise(() => {}) };
      quick(); const a = slow(); return a;`);
    expect(stateOf(result)).toEqual([0]);
  });

  it("knows what an executor settled with, at once or later", () => {
    const { result, stateOf } = run(`
      let later; const a = new Promise((done) => done(1)); const b = new Promise((done) => { later = done; new Promise(() => {}); });
      const c = new Promise(() => { throw 4 }); c.catch(() => {}); later(2); return [a, b, c];`);
    expect((result as unknown[]).map(stateOf)).toEqual([
      [1, 1],
      [1, 2],
      [2, 4],
    ]);
  });

  it("shows its own text in toString", () => {
    const source =
      "async (a, b) => { 'use strict'; try { await (a, b) } catch { return } for await (const x of a) b(x); return new Promise(b); }";
    const made: unknown = new Function(`return ${marked(source)}`)();
    expect(sourceText(String(made))).toBe(source);
    expect(sourceText(String(new Function(`return ${marked("async () => await 1")}`)()))).toBe("async () => await 1");
  });

  it("tells hooks of the promise of an async function, of what it awaits and of the await", async () => {
    const continuations = testContinuations();
    const told: [string, number, (number | undefined)?][] = [];
    const numbers = new Map<object, number>();
    const numberOf = (promise: object) => {
      if (!numbers.has(promise)) numbers.set(promise, numbers.size + 1);
      return numbers.get(promise) ?? 0;
    };
    continuations.setHooks({
      init: (promise, parent) => told.push(["init", numberOf(promise), parent && numberOf(parent)]),
      before: (promise) => told.push(["before", numberOf(promise)]),
      after: (promise) => told.push(["after", numberOf(promise)]),
      settled: (promise) => told.push(["settled", numberOf(promise)]),
    });
    await new Function(helper, marked("return (async () => { await null })()"))(continuations.marks);
    continuations.beginTask();
    expect(told).toEqual([
      ["init", 1, undefined],
      ["init", 2, 1],
      ["init", 3, 2],
      ["before", 3],
      ["settled", 1],
      ["after", 3],
    ]);
  });

  it("keeps microtasks in their order", async () => {
    const order = `
      const f = async (n) => { await null; log.push(n); try { await Promise.reject(n) } catch (e) { log.push(e) } return n };
      return Promise.all([f(1), f(2), Promise.resolve().then(() => log.push("t")).then(() => log.push("u"))]);`;
    const { result, log } = run(order);
    await result;
    const plain: unknown[] = [];
    await new Function("log", order)(plain);
    expect(log).toEqual(plain);
  });
});

describe("columns of an edited text", () => {
  it("lead back to the source behind any number of insertions and a wrapper", () => {
    const source = "const a = async () => { await bb; await cc(dd) };\nawait_(e);";
    const edits = continuationEdits(parse(source, "script"), source, false);
    const text = `head:${applyEdits(source, edits)}`;
    const columns = editedColumns(source, edits, "head:".length);
    for (const name of ["a =", "bb", "cc", "dd"])
      expect(columns.original(1, text.indexOf(name) + 1)).toBe(source.indexOf(name) + 1);
    expect(columns.original(2, 8)).toBe(8);
  });
});
