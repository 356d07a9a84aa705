import { expect, it } from "vitest";
import * as Y from "yjs";
import { workspaceLimits } from "../../shared/protocol/limits.ts";
import { filesOf } from "../../shared/workspace/row.ts";
import { fileRow, memorySql, openRoom, person, TestPeer } from "../../test/support/edge-fakes.ts";
import { createSqlLog, type Sql } from "../storage/sql-log.ts";

const marker = "refused-content";

/** A client's document after it took its refused edit back: what the server has, under the id that it writes with. */
function afresh(peer: TestPeer, from?: Y.Doc): Y.Doc {
  const doc = new Y.Doc();
  if (from) Y.applyUpdate(doc, Y.encodeStateAsUpdate(from));
  doc.clientID = peer.replica;
  return doc;
}

function editOf(doc: Y.Doc, change: (files: Y.Map<Y.Map<unknown>>) => void): Uint8Array {
  const before = Y.encodeStateVector(doc);
  doc.transact(() => change(filesOf(doc)));
  return Y.encodeStateAsUpdate(doc, before);
}

const bytesToText = (bytes: Uint8Array): string => new TextDecoder("latin1").decode(bytes);

/** Everything in the database as text. */
function dump(sql: Sql): string {
  const tables = sql.all("SELECT name FROM sqlite_master WHERE type = 'table'");
  const rows = tables.flatMap(({ name }) => sql.all(`SELECT * FROM "${String(name)}"`));
  const cells = rows.flatMap((row) => Object.values(row));
  return cells.map((cell) => (cell instanceof Uint8Array ? bytesToText(cell) : String(cell))).join("\n");
}

const received = (peer: TestPeer): string => peer.frames.map((frame) => bytesToText(frame.payload)).join("\n");

const bad: [name: string, make: (doc: Y.Doc) => Uint8Array][] = [
  [
    "with another root",
    (doc) =>
      editOf(doc, (files) => {
        files.set("bad", fileRow("bad", marker));
        doc.getText("other").insert(0, marker);
      }),
  ],
  [
    "with a nested map",
    (doc) =>
      editOf(doc, (files) => {
        files.set("good", fileRow("good", marker));
        files.set("bad", new Y.Map<unknown>([["deep", new Y.Map([[marker, 1]])]]));
      }),
  ],
  [
    "with too long a name",
    (doc) =>
      editOf(doc, (files) => {
        files.set("bad", fileRow(marker.padEnd(workspaceLimits.maxNameBytes + 1, "x"), ""));
      }),
  ],
  [
    "that builds on what was never sent",
    (doc) => {
      editOf(doc, (files) => files.set("bad", fileRow("bad", "never sent")));
      return editOf(doc, (files) => files.get("bad")?.set("name", marker));
    },
  ],
];

it.each(bad)(
  "[SY7] after an update %s the sender's next edits are taken and nothing of it is kept",
  async (_, make) => {
    const sql = memorySql();
    const { room } = await openRoom({ sql });
    const [ada, bob] = [await new TestPeer(room, person("ada")).join(), await new TestPeer(room, person("bob")).join()];
    const refused = ada.sendUpdate(make(afresh(ada)));
    await ada.until(() => ada.last("reject") !== undefined);
    expect(ada.last("reject")?.seq).toBe(refused);
    const doc = afresh(ada);
    ada.sendUpdate(editOf(doc, (files) => files.set("good", fileRow("good", "one"))));
    const last = ada.sendUpdate(editOf(doc, (files) => files.get("good")?.set("name", "better")));
    await ada.until(() => ada.last("ack")?.upTo === last);
    expect(ada.controls.filter((frame) => frame.type === "reject")).toHaveLength(1);
    const eve = await new TestPeer(room, person("eve")).join();
    for (const peer of [bob, eve]) {
      expect(filesOf(peer.doc).toJSON()).toEqual({ good: expect.objectContaining({ name: "better", text: "one" }) });
      expect([...peer.doc.share.keys()]).toEqual(["files"]);
      expect(received(peer)).not.toContain(marker);
    }
    // The room writes its snapshot when it closes.
    await room.dispose();
    expect(sql.all("SELECT head FROM snapshot")).toHaveLength(1);
    expect(dump(sql)).not.toContain(marker);
  },
);

it("[SY7] a refused update takes nothing along of what others have on its way to the store", async () => {
  let release = (): void => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const store = createSqlLog(memorySql(), "w");
  const { room } = await openRoom({
    store: { ...store, append: async (entries) => gate.then(() => store.append(entries)) },
  });
  const [ada, mallory] = [
    await new TestPeer(room, person("ada")).join(),
    await new TestPeer(room, person("mallory", "link-edit")).join(),
  ];
  ada.addFile("a", "one");
  mallory.sendUpdate(editOf(afresh(mallory), (files) => files.set("bad", new Y.Map<unknown>([["deep", new Y.Map()]]))));
  const last = ada.sendUpdate(ada.edit((doc) => filesOf(doc).get("a")?.set("name", "b")));
  release();
  await ada.until(() => ada.last("ack")?.upTo === last);
  await mallory.until(() => mallory.last("reject") !== undefined);
  const eve = await new TestPeer(room, person("eve")).join();
  expect(filesOf(eve.doc).toJSON()).toEqual({ a: expect.objectContaining({ name: "b", text: "one" }) });
});
