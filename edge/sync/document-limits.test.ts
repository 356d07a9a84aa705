import { expect, it } from "vitest";
import * as Y from "yjs";
import { workspaceLimits } from "../../shared/protocol/limits.ts";
import { filesOf } from "../../shared/workspace/row.ts";
import { fileRow } from "../../test/support/edge-fakes.ts";
import { TentativeDocument } from "./tentative-document.ts";

/** What the room answers to one update of a new document that `change` makes. */
function offer(change: (doc: Y.Doc) => void) {
  const doc = new Y.Doc();
  doc.transact(() => change(doc));
  return new TentativeDocument([]).offer(Y.encodeStateAsUpdate(doc), () => true);
}

const addRows = (count: number) => (doc: Y.Doc) => {
  for (let index = 0; index < count; index++) filesOf(doc).set(`row${index}`, fileRow(`${index}`, ""));
};

it("[SY7] a workspace holds 20,000 rows and not one more", () => {
  expect(offer(addRows(workspaceLimits.maxFiles))).toEqual({ kind: "accepted" });
  expect(offer(addRows(workspaceLimits.maxFiles + 1))).toMatchObject({ kind: "rejected", code: "limit-files" });
});

it("[SY7] an update beyond the workspace's size is refused before it is read", () => {
  const huge = new Uint8Array(workspaceLimits.maxWorkspaceBytes + 1);
  expect(new TentativeDocument([]).offer(huge, () => true)).toMatchObject({ kind: "rejected", code: "too-large" });
});

it("[SY7] nothing stands beside the files", () => {
  expect(offer((doc) => doc.getMap("other").set("a", 1))).toMatchObject({ kind: "rejected", code: "invalid-update" });
  expect(offer((doc) => doc.getText("notes").insert(0, "x"))).toMatchObject({ code: "invalid-update" });
});
