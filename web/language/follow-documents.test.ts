import { expect, it } from "vitest";
import * as Y from "yjs";
import { createFile } from "../../shared/workspace/document.ts";
import { SessionFiles } from "../sync/files.ts";
import { followDocuments } from "./follow-documents.ts";

/** A workspace, and the service's copy of it made from what it is told alone. */
function followed(serves?: (name: string) => boolean) {
  const doc = new Y.Doc();
  let lastId = 0;
  const create = (path: string, text: string) => createFile(doc, path, { kind: "file", text }, () => `id${lastId++}`);
  create("a.ts", "const a = 1;\n");
  create("notes.md", "# notes");
  const ports = {
    random: (count: number) => new Uint8Array(count).fill(lastId++),
    blobs: { get: async () => undefined, put: async () => false, sha256: async () => "" },
  };
  const files = new SessionFiles({ workspaceId: "w", doc, ports, mayEdit: () => true });
  const copy = new Map<string, string>();
  let whole = 0;
  const stop = followDocuments(
    { doc, files },
    {
      setFile(path, text) {
        whole++;
        copy.set(path, text);
      },
      editFile(path, edits) {
        let text = copy.get(path) ?? "";
        for (const { from, to, insert } of edits) text = text.slice(0, from) + insert + text.slice(to);
        copy.set(path, text);
      },
      removeFile: (path) => copy.delete(path),
    },
    serves,
  );
  const idOf = (path: string) => files.tree.getState().byPath.get(path)?.id ?? "";
  return { doc, files, copy, create, idOf, stop, wholeCount: () => whole };
}

it("scripts are told, other files are not", () => {
  expect([...followed().copy]).toEqual([["a.ts", "const a = 1;\n"]]);
});

it("who serves every language is told of all", () => {
  expect([...followed(() => true).copy.keys()]).toEqual(["a.ts", "notes.md"]);
});

it("typing sends edits, not the file", () => {
  const { doc, files, copy, idOf, wholeCount } = followed();
  const text = files.text(idOf("a.ts"));
  doc.transact(() => {
    text?.insert(12, "\nb();");
    text?.delete(0, 6);
    text?.insert(0, "let ");
  });
  expect(copy.get("a.ts")).toBe(text?.toString());
  expect(wholeCount()).toBe(1);
});

it("new, renamed and deleted files are followed", () => {
  const { files, copy, create, idOf } = followed();
  create("b.tsx", "export {};");
  expect(copy.get("b.tsx")).toBe("export {};");
  files.rename(idOf("b.tsx"), "c.tsx");
  files.delete(idOf("a.ts"));
  expect([...copy.keys()]).toEqual(["c.tsx"]);
});

it("a file written anew by a program is followed", async () => {
  const { files, copy, idOf } = followed();
  await files.write(idOf("a.ts"), new TextEncoder().encode("export const a = 2;\n"), "program");
  expect(copy.get("a.ts")).toBe("export const a = 2;\n");
});

it("after the end nothing is told", () => {
  const { copy, create, stop } = followed();
  stop();
  create("b.ts", "");
  expect([...copy.keys()]).toEqual(["a.ts"]);
});
