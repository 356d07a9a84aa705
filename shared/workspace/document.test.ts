import { expect, test } from "vitest";
import * as Y from "yjs";
import { createFile, readText } from "./document.ts";
import { idFromBytes } from "./ids.ts";
import { fileTree } from "./tree.ts";

test("a file created at a path gets the folders above it", () => {
  const doc = new Y.Doc();
  let count = 0;
  const made = createFile(doc, "src/deep/a.ts", { kind: "file", text: "1\r\n2\r\n" }, () =>
    idFromBytes(new Uint8Array(16).fill(++count)),
  );
  expect(fileTree(doc).rows.map((row) => row.path)).toEqual(["src", "src/deep", "src/deep/a.ts"]);
  expect(made.ok && readText(doc, made.value)).toBe("1\r\n2\r\n");
});
