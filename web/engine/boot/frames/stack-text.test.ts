import { expect, test } from "vitest";
import { framesOf, withoutConstructors } from "./stack-text.ts";

const lines = (text: string): string[] => framesOf(text).map(String);

test("a line of the text becomes a frame with its function, file, line and column", () => {
  const [frame] = framesOf("fail@/home/project/a.js:3:25\n");
  expect([frame?.getFunctionName(), frame?.getFileName(), frame?.getLineNumber(), frame?.getColumnNumber()]).toEqual([
    "fail",
    "/home/project/a.js",
    3,
    25,
  ]);
  expect(frame?.toString()).toBe("fail (/home/project/a.js:3:25)");
});

test("a function without a name is shown by its place alone, as V8 shows it", () => {
  expect(lines("@/a.js:1:2\nouter/<@/a.js:2:3\nouter/inner@/a.js:3:4")).toEqual([
    "/a.js:1:2",
    "/a.js:2:3",
    "inner (/a.js:3:4)",
  ]);
});

test("the body of a CommonJS module runs on an object", () => {
  expect(lines("@/a.js:4:1\nModule.prototype._compile@node.js:1:1")).toEqual([
    "Object.<anonymous> (/a.js:4:1)",
    "Module._compile (node.js:1:1)",
  ]);
});

test("a method's frame names what it belongs to", () => {
  const [frame] = framesOf("Shop.prototype.open@/a.js:1:1");
  expect([frame?.getTypeName(), frame?.getMethodName(), frame?.isToplevel()]).toEqual(["Shop", "open", false]);
});

test("folders named like a scope do not end the function's name, a file may hold a colon", () => {
  expect(lines("run@/home/node_modules/@scope/x/a.js:1:2\nrun@file:///home/a.mjs:3:4")).toEqual([
    "run (/home/node_modules/@scope/x/a.js:1:2)",
    "run (file:///home/a.mjs:3:4)",
  ]);
});

test("code of eval() has no file; a frame behind an await says so", () => {
  const [evaluated, waiting] = framesOf("f@http://x/main.js line 65 > eval:3:4\nasync*load@/a.js:1:1");
  expect([evaluated?.isEval(), evaluated?.getFileName(), String(evaluated)]).toEqual([
    true,
    null,
    "f (<anonymous>:3:4)",
  ]);
  expect(String(waiting)).toBe("async load (/a.js:1:1)");
});

test("the constructors of an error's own classes are no part of its stack, whoever calls them is", () => {
  class Refused extends Error {}
  class Unpaid extends Refused {}
  const frames = framesOf("Refused@/a.js:1:1\nUnpaid@/a.js:2:2\npay@/a.js:3:3\nUnpaid@/a.js:4:4");
  expect(withoutConstructors(frames, new Unpaid()).map(String)).toEqual(["pay (/a.js:3:3)", "Unpaid (/a.js:4:4)"]);
  expect(withoutConstructors(frames, new Error()).length).toBe(4);
  const own = nodeError(() => Buffer.alloc(-1));
  expect(withoutConstructors(framesOf("NodeError@/n.js:1:1\nalloc@/n.js:2:2"), own).map(String)).toEqual([
    "alloc (/n.js:2:2)",
  ]);
});

test("an empty text has no frames", () => {
  expect(framesOf("")).toEqual([]);
});

function nodeError(fail: () => unknown): Error {
  try {
    fail();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("it did not fail");
}
