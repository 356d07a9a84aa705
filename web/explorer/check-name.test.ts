import { expect, test } from "vitest";
import * as Y from "yjs";
import { createFiles } from "../../shared/workspace/document.ts";
import { fileTree } from "../../shared/workspace/tree.ts";
import { moveTargets, nameProblem } from "./check-name.ts";

function project() {
  const doc = new Y.Doc();
  let count = 0;
  const newId = () => `${count++}`.padStart(26, "0");
  const paths = ["src/a.ts", "src/deep/b.ts", "test/c.ts", "d.ts"];
  createFiles(
    doc,
    paths.map((path) => ({ path, content: { kind: "file", text: "" } })),
    newId,
  );
  const tree = fileTree(doc);
  return { tree, id: (path: string) => tree.byPath.get(path)?.id ?? "" };
}

test("a taken or impossible name is told while it is typed", () => {
  const { tree, id } = project();
  expect(nameProblem(tree, id("src"), "a.ts", undefined)).toBe("exists");
  expect(nameProblem(tree, id("src"), "a.ts", id("src/a.ts"))).toBeUndefined();
  expect(nameProblem(tree, "", "a.ts", undefined)).toBeUndefined();
  expect(nameProblem(tree, "", "  ", undefined)).toBe("empty");
  expect(nameProblem(tree, "", "x/y", undefined)).toBe("absolute");
  expect(nameProblem(tree, "", "..", undefined)).toBe("parent");
});

test("a folder moves anywhere but into itself or where it is", () => {
  const { tree, id } = project();
  expect(moveTargets(tree, id("src")).map(({ path }) => path)).toEqual(["test"]);
  expect(moveTargets(tree, id("src/a.ts")).map(({ path }) => path)).toEqual(["", "src/deep", "test"]);
  expect(moveTargets(tree, "gone")).toEqual([]);
});
