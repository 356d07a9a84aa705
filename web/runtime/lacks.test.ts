import { expect, test } from "vitest";
import { engineLacks } from "./lacks.ts";

/** Errors as where nobody asks for a hook. */
class TextError extends Error {
  override stack = "f@/a.js:1:2";
}

test("a browser that isolates the page and hands over frames lacks nothing", () => {
  expect(engineLacks({ crossOriginIsolated: true, Error })).toEqual([]);
});

test("the worst lack comes first", () => {
  const errors: unknown = TextError;
  expect(engineLacks({ crossOriginIsolated: false, Error: errors as ErrorConstructor })).toEqual([
    "isolation",
    "stack-frames",
  ]);
});

test("looking leaves the hook of the page as it was", () => {
  const before = Object.getOwnPropertyDescriptor(Error, "prepareStackTrace");
  engineLacks({ crossOriginIsolated: true, Error });
  expect(Object.getOwnPropertyDescriptor(Error, "prepareStackTrace")).toEqual(before);
});
