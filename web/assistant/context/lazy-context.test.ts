import { expect, it } from "vitest";
import { lazyContext } from "./lazy-context.ts";
import type { WorkspaceContext } from "./workspace-context.ts";

const caret = { path: "src/app.ts", prefix: "load(", suffix: ");\n" };
const files = [{ path: "src/load.ts", text: "export const load = 1;\n" }];
const passages = [{ path: "src/load.ts", line: 1, text: "export const load = 1;" }];

/** A context whose code answers each attempt to load it in turn: true when it came. */
function stage(...attempts: boolean[]) {
  let loads = 0;
  let disposed = 0;
  const inner: WorkspaceContext = {
    gather: async () => files,
    search: async () => passages,
    dispose: () => disposed++,
  };
  const context = lazyContext(async () => {
    if (!attempts[loads++]) throw new TypeError("Failed to fetch dynamically imported module");
    return inner;
  });
  return { context, loads: () => loads, disposed: () => disposed };
}

it("its code is loaded once, when a model is asked for the first time", async () => {
  const { context, loads } = stage(true);
  expect(loads()).toBe(0);
  expect(await Promise.all([context.gather(caret), context.gather(caret)])).toEqual([files, files]);
  expect(loads()).toBe(1);
});

it("code that could not be loaded keeps the model unasked and is tried again at the next request", async () => {
  const { context, loads } = stage(false, false, true);
  expect(await context.gather(caret)).toBeUndefined();
  expect(await context.gather(caret)).toBeUndefined();
  expect(await context.gather(caret)).toEqual(files);
  expect(loads()).toBe(3);
});

it("a context that is closed while its code is on its way starts nothing that stays", async () => {
  const { context, disposed } = stage(true);
  const answer = context.gather(caret);
  context.dispose();
  await answer;
  expect(disposed()).toBe(1);
  expect(await context.gather(caret)).toBeUndefined();
});

it("a search finds nothing while the code cannot be loaded, and what there is afterwards", async () => {
  const { context } = stage(false, true);
  expect(await context.search("load")).toEqual([]);
  expect(await context.search("load")).toEqual(passages);
  context.dispose();
  expect(await context.search("load")).toEqual([]);
});
