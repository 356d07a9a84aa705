import { expect, test } from "vitest";
import * as Y from "yjs";
import { createFiles } from "../../../shared/workspace/document.ts";
import { fileTree } from "../../../shared/workspace/tree.ts";
import { firstFile } from "./first-file.ts";

function opened(...paths: string[]): string | undefined {
  const doc = new Y.Doc();
  let count = 0;
  const newId = () => `${count++}`.padStart(26, "0");
  createFiles(
    doc,
    paths.map((path) => ({ path, content: { kind: "file", text: "" } })),
    newId,
  );
  const tree = fileTree(doc);
  const id = firstFile(tree);
  return id === undefined ? undefined : tree.byId.get(id)?.path;
}

test("a newcomer sees the program's start first, then a page, then the README", () => {
  expect(opened("README.md", "package.json", "server.js")).toBe("server.js");
  expect(opened("README.md", "src/App.jsx", "index.html")).toBe("src/App.jsx");
  expect(opened("README.md", "style.css", "index.html")).toBe("index.html");
  expect(opened("README.md", "package.json")).toBe("README.md");
  expect(opened("notes.txt")).toBe("notes.txt");
  expect(opened()).toBeUndefined();
});
