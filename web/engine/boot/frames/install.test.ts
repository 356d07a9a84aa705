import { expect, test } from "vitest";
import { installStackFrames } from "./install.ts";

/** A realm that keeps stacks as Firefox does: a text behind a getter, which captureStackTrace copies. */
function textRealm(text: string) {
  class Kept {
    declare stack: unknown;
    message: string;
    constructor(message = "") {
      this.message = message;
    }
    toString(): string {
      return `Error: ${this.message}`;
    }
  }
  Object.defineProperty(Kept.prototype, "stack", { configurable: true, get: () => text });
  const above: unknown[] = [];
  const captureStackTrace = (target: object, caller: unknown): void => {
    above.push(caller);
    Object.defineProperty(target, "stack", { value: text, configurable: true });
  };
  const listeners: ((event: { reason: unknown }) => void)[] = [];
  const addEventListener = (_type: string, listener: (event: { reason: unknown }) => void) =>
    void listeners.push(listener);
  const errors: unknown = Object.assign(Kept, { captureStackTrace, stackTraceLimit: 128 });
  class InternalError extends Kept {}
  const scope = { Error: errors as ErrorConstructor, InternalError, addEventListener };
  installStackFrames(scope);
  return { Kept, InternalError, scope, errors: errors as Record<string, unknown>, above, listeners };
}

test("a stack reads as in Node, with the message the error has when it is first looked at", () => {
  const { Kept, errors } = textRealm("f@/a.js:1:2\n@/a.js:3:4\n");
  const error = new Kept("early");
  error.message = "late";
  expect(error.stack).toBe("Error: late\n    at f (/a.js:1:2)\n    at /a.js:3:4");
  error.message = "later";
  expect(error.stack).toContain("Error: late\n");
  expect(errors["stackTraceLimit"]).toBe(10);
});

test("a program's hook is given the error and its frames", () => {
  const { Kept, errors } = textRealm("f@/a.js:1:2");
  errors["prepareStackTrace"] = (error: unknown, frames: unknown[]) => ({ error, frames: frames.map(String) });
  const error = new Kept();
  expect(error.stack).toEqual({ error, frames: ["f (/a.js:1:2)"] });
});

test("captureStackTrace gives any object a stack of its own, which starts at its caller and can be replaced", () => {
  const { errors, above } = textRealm("f@/a.js:1:2");
  const target = { toString: () => "plain" };
  const capture = errors["captureStackTrace"] as (target: object, caller?: unknown) => void;
  capture(target);
  expect([Reflect.get(target, "stack"), Object.keys(target)]).toEqual(["Error\n    at f (/a.js:1:2)", ["toString"]]);
  expect(above).toEqual([capture]);
  Reflect.set(target, "stack", "mine");
  expect(Reflect.get(target, "stack")).toBe("mine");
});

test("an error that nobody handled has a stack of its own, by which Node tells it from other reasons", () => {
  const { Kept, listeners } = textRealm("f@/a.js:1:2");
  const reason = new Kept("lost");
  expect(Object.hasOwn(reason, "stack")).toBe(false);
  for (const listener of listeners) listener({ reason });
  expect([Object.hasOwn(reason, "stack"), reason.stack]).toEqual([true, "Error: lost\n    at f (/a.js:1:2)"]);
});

test("an exhausted stack is a RangeError, and the platform's own class for it is hidden", () => {
  const { InternalError, scope } = textRealm("f@/a.js:1:2");
  const error: unknown = new InternalError("too much recursion");
  expect(error).toBeInstanceOf(RangeError);
  expect([Reflect.get(Object(error), "name"), Reflect.get(Object(error), "constructor")]).toEqual([
    "RangeError",
    RangeError,
  ]);
  expect(Object.hasOwn(scope, "InternalError")).toBe(false);
});
