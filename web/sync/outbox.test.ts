import { expect, test } from "vitest";
import * as Y from "yjs";
import { syncLimits } from "./limits.ts";
import { type Edit, Outbox } from "./outbox.ts";

/** Edits of one replica, one character each, with the document that they add up to. */
function typing(count: number, origins: Edit["origin"][] = ["typed"]): { edits: Edit[]; doc: Y.Doc } {
  const doc = new Y.Doc();
  doc.clientID = 7;
  const edits: Edit[] = [];
  doc.on("update", (update: Uint8Array) => {
    edits.push({ key: `${edits.length}`, origin: origins[edits.length % origins.length] ?? "typed", update });
  });
  for (let index = 0; index < count; index++) doc.getText("t").insert(index, "x");
  return { edits, doc };
}

function outboxOf(edits: Edit[]): Outbox {
  const outbox = new Outbox();
  outbox.add(edits);
  return outbox;
}

test("[SY2] batches count up from what the server holds", () => {
  const outbox = outboxOf(typing(3, ["typed", "paste"]).edits);
  outbox.resume(41);
  expect([outbox.next(), outbox.next(), outbox.next(), outbox.next()].map((batch) => batch?.seq)).toEqual([
    42,
    43,
    44,
    undefined,
  ]);
});

test("edits of one origin share a batch, in order", () => {
  const { edits, doc } = typing(5);
  const batch = outboxOf(edits).next();
  const copy = new Y.Doc();
  Y.applyUpdate(copy, batch?.update ?? new Uint8Array());
  expect(copy.getText("t").toString()).toBe(doc.getText("t").toString());
});

test("no more than some batches are in flight", () => {
  const outbox = outboxOf(typing(100, ["typed", "paste"]).edits);
  while (outbox.next());
  expect(outbox.inFlight).toBe(syncLimits.maxInFlight);
});

test("[SY3] an ack takes out the edits up to it and no other", () => {
  const outbox = outboxOf(typing(4, ["typed", "paste"]).edits);
  while (outbox.next());
  expect(outbox.confirm(2).map((edit) => edit.key)).toEqual(["0", "1"]);
  expect(outbox.confirm(1)).toEqual([]);
  expect(outbox.pending).toBe(2);
});

test("a lost connection puts what was in flight back in front", () => {
  const { edits } = typing(4, ["typed", "paste"]);
  const outbox = outboxOf(edits.slice(0, 3));
  outbox.next();
  outbox.next();
  outbox.add(edits.slice(3));
  outbox.rewind();
  expect(outbox.clear().map((edit) => edit.key)).toEqual(["0", "1", "2", "3"]);
});

test("[SY5] what the server's state contains is not sent again; a deletion, of which it tells nothing, is", () => {
  const { edits, doc } = typing(3);
  doc.getText("t").delete(0, 1);
  const outbox = outboxOf(edits);
  expect(outbox.takeHeld(new Map([[7, 2]])).map((edit) => edit.key)).toEqual(["0", "1"]);
  expect(outbox.clear().map((edit) => edit.key)).toEqual(["2", "3"]);
});

test("[SY5] an outbox with a gap does not bridge from the server to here", () => {
  const { edits, doc } = typing(3);
  const local = Y.decodeStateVector(Y.encodeStateVector(doc));
  expect(outboxOf(edits).bridges(new Map(), local, [])).toBe(true);
  expect(outboxOf(edits.slice(1)).bridges(new Map(), local, [])).toBe(false);
  expect(outboxOf(edits.slice(1)).bridges(new Map([[7, 1]]), local, [])).toBe(true);
  expect(outboxOf(edits.slice(0, 2)).bridges(new Map(), local, edits.slice(2))).toBe(true);
  expect(outboxOf(edits).bridges(new Map(), new Map([...local, [8, 1]]), [])).toBe(false);
});
