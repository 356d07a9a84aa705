import { afterEach, expect, test } from "vitest";
import * as Y from "yjs";
import { wireLimits } from "../../../shared/protocol/limits.ts";
import { decodeSyncFrame } from "../../../shared/protocol/sync-frame.ts";
import { syncLimits } from "../../../web/sync/limits.ts";
import { withOrigin } from "../../../web/sync/origin.ts";
import type { WorkspaceSession } from "../../../web/sync/session.ts";
import { ChaosBrowser, ChaosTab } from "../../support/chaos-client.ts";
import { VirtualClock } from "../../support/chaos-clock.ts";
import { ChaosNetwork } from "../../support/chaos-network.ts";
import { SeededRandom } from "../../support/chaos-random.ts";
import { ChaosLogStore } from "../../support/chaos-store.ts";

const open: ChaosTab[] = [];
afterEach(async () => {
  for (const tab of open.splice(0)) await tab.session.dispose();
});

async function world() {
  const clock = new VirtualClock();
  const random = new SeededRandom(1);
  const network = new ChaosNetwork(clock, random, new ChaosLogStore(clock));
  await network.start();
  const join = async (user: string, browser = new ChaosBrowser(), role: "editor" | "viewer" = "editor") => {
    const tab = await ChaosTab.open({ clock, random, browser, connect: () => network.connect(user, role) });
    open.push(tab);
    await clock.advance(200);
    return tab;
  };
  const frames: { kind: string; origin: string; author: string; size: number }[] = [];
  network.fault = (direction, data) => {
    const frame = direction === "up" && typeof data !== "string" ? decodeSyncFrame(data) : undefined;
    if (frame)
      frames.push({ kind: frame.kind, origin: frame.origin, author: frame.author, size: frame.payload.length });
    return undefined;
  };
  return { clock, network, join, frames };
}

function make(session: WorkspaceSession, path: string, text = ""): string {
  const made = session.files.create(path, { kind: "file", text });
  if (!made.ok) throw new Error(made.message);
  return made.value;
}

function read(session: WorkspaceSession): Record<string, string> {
  const { rows } = session.files.tree.getState();
  return Object.fromEntries(rows.map((row) => [row.path, session.files.text(row.id)?.toString() ?? ""]));
}

const stateOf = (tab: ChaosTab) => tab.session.status.getState().state;

test("[SY3] what one person types the other reads, and it is called saved when the server has it", async () => {
  const { clock, join } = await world();
  const [ada, ben] = [await join("ada"), await join("ben")];
  make(ada.session, "src/a.ts", "one");
  expect(ada.session.status.getState()).toMatchObject({ state: "saving", pending: 1, role: "editor" });
  await clock.advance(200);
  expect(read(ben.session)).toEqual({ src: "", "src/a.ts": "one" });
  expect(ada.session.status.getState()).toMatchObject({ state: "saved", pending: 0 });
});

test("an edit is in this browser's store before it is on the wire", async () => {
  const { clock, join, frames } = await world();
  const browser = new ChaosBrowser();
  const ada = await join("ada", browser);
  make(ada.session, "a.ts");
  expect(frames.filter(({ kind }) => kind === "update")).toEqual([]);
  await clock.advance(0);
  expect(browser.disk.outbox.size).toBe(1);
  await clock.advance(200);
  expect(frames.filter(({ kind }) => kind === "update")).toHaveLength(1);
  expect(browser.disk.outbox.size).toBe(0);
});

test("work done offline survives closing the page, and is saved when the server is back", async () => {
  const { clock, network, join } = await world();
  const ada = await join("ada");
  make(ada.session, "a.ts", "one");
  await clock.advance(200);
  network.kill();
  await clock.advance(5_000);
  expect(stateOf(ada)).toBe("offline");
  make(ada.session, "b.ts", "two");
  await clock.advance(100);
  await ada.reload();
  expect(read(ada.session)).toEqual({ "a.ts": "one", "b.ts": "two" });
  await clock.advance(5_000);
  expect(ada.session.status.getState()).toMatchObject({ state: "offline", pending: 1 });
  await network.start();
  await clock.advance(20_000);
  expect(ada.session.status.getState()).toMatchObject({ state: "saved", pending: 0 });
  expect(read((await join("ben")).session)).toEqual({ "a.ts": "one", "b.ts": "two" });
});

test("two tabs of one browser see each other's edits without the server", async () => {
  const { clock, network, join } = await world();
  const browser = new ChaosBrowser();
  const [one, two] = [await join("ada", browser), await join("ada", browser)];
  network.kill();
  await clock.advance(1_000);
  make(one.session, "a.ts", "one");
  await clock.advance(1_000);
  expect(read(two.session)).toEqual({ "a.ts": "one" });
});

test("the edits of a tab that was closed offline are sent by the tab that is left", async () => {
  const { clock, network, join } = await world();
  const browser = new ChaosBrowser();
  const [one, two] = [await join("ada", browser), await join("ada", browser)];
  network.kill();
  await clock.advance(1_000);
  make(one.session, "a.ts", "one");
  await clock.advance(100);
  await one.session.dispose();
  await clock.advance(100);
  expect(two.session.status.getState().pending).toBe(1);
  await network.start();
  await clock.advance(20_000);
  expect(read((await join("ben")).session)).toEqual({ "a.ts": "one" });
});

test("[PR3] edits of a tab that was opened offline reach the server under a name that it knows", async () => {
  const { clock, network, join } = await world();
  const browser = new ChaosBrowser();
  const one = await join("ada", browser);
  network.kill();
  const two = await join("ada", browser);
  make(two.session, "offline.ts", "kept");
  await clock.advance(1_000);
  await network.start();
  await clock.advance(60_000);
  expect(read(one.session)).toEqual({ "offline.ts": "kept" });
  expect(read(two.session)).toEqual({ "offline.ts": "kept" });
  expect(stateOf(two)).toBe("saved");
});

test("[SY8] a viewer reads along and every change of theirs is refused before it is made", async () => {
  const { clock, join, frames } = await world();
  const ada = await join("ada");
  const vera = await join("vera", new ChaosBrowser(), "viewer");
  const id = make(ada.session, "a.ts", "one");
  await clock.advance(200);
  const { files } = vera.session;
  expect(stateOf(vera)).toBe("readonly");
  expect(read(vera.session)).toEqual({ "a.ts": "one" });
  const before = frames.filter(({ kind }) => kind === "update").length;
  const answers = [
    files.create("b.ts", { kind: "file", text: "" }),
    files.rename(id, "c.ts"),
    files.move(id, ""),
    files.delete(id),
    await files.write(id, new TextEncoder().encode("x")),
    await files.createFromBytes("d", new Uint8Array([0])),
  ];
  expect(answers.map((answer) => answer.ok || answer.code)).toEqual(
    Array(6).fill("read-only").with(5, "upload-failed"),
  );
  await clock.advance(200);
  expect(frames.filter(({ kind }) => kind === "update")).toHaveLength(before);
});

test("[SY11] who becomes a viewer in mid-session keeps the unsent edit here, and it is sent when the role comes back", async () => {
  const { clock, network, join } = await world();
  const ada = await join("ada");
  const ben = await join("ben");
  const id = make(ada.session, "a.ts", "one");
  await clock.advance(200);
  network.setAccess("ben", "viewer");
  ben.session.files.text(id)?.insert(0, "too late ");
  await clock.advance(5_000);
  expect(ben.session.status.getState()).toMatchObject({ state: "readonly", reason: "edit-refused", pending: 1 });
  expect(read(ada.session)).toEqual({ "a.ts": "one" });
  network.setAccess("ben", "editor");
  await clock.advance(5_000);
  expect(read(ada.session)).toEqual({ "a.ts": "too late one" });
});

test("[SY7] an edit that the server refuses for good is taken back, and the rest goes on", async () => {
  const { clock, join } = await world();
  const [ada, ben] = [await join("ada"), await join("ben")];
  make(ada.session, "a.ts", "one");
  await clock.advance(200);
  ada.session.doc.getMap("files").set("odd", new Y.Array());
  await clock.advance(10_000);
  expect(ada.replacements).toEqual(["edit-refused"]);
  make(ada.session, "b.ts", "two");
  await clock.advance(1_000);
  expect(read(ben.session)).toEqual({ "a.ts": "one", "b.ts": "two" });
  expect(stateOf(ada)).toBe("saved");
});

test("[SY1] a change says whether it was typed, pasted, accepted or made by a program", async () => {
  const { clock, join, frames } = await world();
  const ada = await join("ada");
  const id = make(ada.session, "a.ts");
  await clock.advance(200);
  const text = ada.session.files.text(id);
  for (const origin of ["paste", "assistant", "program"] as const) {
    // An editor's binding transacts with an origin of its own.
    withOrigin(ada.session.doc, origin, () => ada.session.doc.transact(() => text?.insert(0, "x"), { binding: true }));
    ada.session.doc.transact(() => text?.insert(0, "y"), { binding: true });
  }
  await clock.advance(200);
  const updates = frames.filter(({ kind }) => kind === "update").map(({ origin, author }) => [origin, author]);
  expect(updates.slice(1)).toEqual([
    ["paste", ""],
    ["typed", ""],
    ["assistant", ""],
    ["typed", ""],
    ["program", ""],
    ["typed", ""],
  ]);
});

test("edits made while others are on their way share a frame", async () => {
  const { clock, join, frames } = await world();
  const ada = await join("ada");
  const text = ada.session.files.text(make(ada.session, "a.ts"));
  await clock.advance(200);
  frames.length = 0;
  for (let key = 0; key < 2_000; key++) text?.insert(0, "k");
  await clock.advance(2_000);
  expect(frames.filter(({ kind }) => kind === "update").length).toBeLessThan(40);
  expect(stateOf(ada)).toBe("saved");
});

test("[SY4] a paste of 900 KB travels in parts of 256 KiB and arrives whole", async () => {
  const { clock, join, frames } = await world();
  const [ada, ben] = [await join("ada"), await join("ben")];
  const text = "0123456789".repeat(90_000);
  make(ada.session, "big.txt", text);
  await clock.advance(1_000);
  expect(frames.filter(({ kind }) => kind === "chunk")).toHaveLength(4);
  expect(Math.max(...frames.map(({ size }) => size))).toBeLessThan(wireLimits.chunkBytes + 16);
  expect(read(ben.session)).toEqual({ "big.txt": text });
});

test("[FR3] ten megabytes made offline are sent no faster than the server takes", async () => {
  const { clock, network, join } = await world();
  const ada = await join("ada");
  network.kill();
  await clock.advance(100);
  for (let file = 0; file < 12; file++) make(ada.session, `f${file}`, `${file}`.repeat(900_000).slice(0, 900_000));
  await network.start();
  await clock.advance(30_000);
  expect(network.closeCodes).toEqual([]);
  expect(stateOf(ada)).toBe("saved");
});

test("[SY10] a reader of many megabytes gives credit back and is not called slow", async () => {
  const { clock, network, join } = await world();
  const [ada, ben] = [await join("ada"), await join("ben")];
  for (let file = 0; file < 12; file++) {
    make(ada.session, `f${file}`, "x".repeat(900_000));
    await clock.advance(2_000);
  }
  await clock.advance(20_000);
  expect(network.closeCodes).toEqual([]);
  expect(Object.keys(read(ben.session))).toHaveLength(12);
});

test("a half-open connection is noticed and replaced", async () => {
  const { clock, network, join } = await world();
  const [ada, ben] = [await join("ada"), await join("ben")];
  const [line] = network.lines;
  if (line) line.halfOpen = true;
  await clock.advance(20_000);
  make(ben.session, "a.ts", "one");
  await clock.advance(2_000);
  expect(read(ada.session)).toEqual({ "a.ts": "one" });
});

test("an update that is never answered is sent again over another connection", async () => {
  const { clock, network, join } = await world();
  const ada = await join("ada");
  const [line] = network.lines;
  if (line) line.halfOpen = true;
  make(ada.session, "a.ts", "one");
  await clock.advance(15_000);
  expect(stateOf(ada)).toBe("saved");
});

test("[reliability 12] a full disk of the server says not saved, keeps the edits, and is over when space returns", async () => {
  const { clock, network, join } = await world();
  const ada = await join("ada");
  network.store.refusals = 3;
  make(ada.session, "a.ts", "one");
  await clock.advance(3_000);
  expect(ada.session.status.getState()).toMatchObject({ state: "not-saved", reason: "storage-full", pending: 1 });
  await clock.advance(60_000);
  expect(ada.session.status.getState()).toMatchObject({ state: "saved", pending: 0 });
  expect(read((await join("ben")).session)).toEqual({ "a.ts": "one" });
});

test("[reliability 12] a full disk of the browser says not saved while the server lacks the edit, and the edit goes on", async () => {
  const { clock, network, join } = await world();
  const browser = new ChaosBrowser();
  const ada = await join("ada", browser);
  network.kill();
  await clock.advance(100);
  browser.quotaExceeded = true;
  make(ada.session, "a.ts", "one");
  await clock.advance(100);
  expect(ada.session.status.getState()).toMatchObject({ state: "not-saved", reason: "storage-full", pending: 1 });
  expect(browser.disk.outbox.size).toBe(0);
  browser.quotaExceeded = false;
  await clock.advance(10_000);
  expect(browser.disk.outbox.size).toBe(1);
  expect(stateOf(ada)).toBe("offline");
  await network.start();
  await clock.advance(20_000);
  expect(stateOf(ada)).toBe("saved");
});

async function serverWentBack() {
  const all = await world();
  const { clock, network, join } = all;
  const tab = await join("ada");
  make(tab.session, "a.ts", "one");
  await clock.advance(200);
  network.kill();
  await network.store.clear();
  await network.start();
  await clock.advance(5_000);
  return { ...all, tab };
}

test("[PR4] [reliability 10] a server whose store was wiped makes the client ask, and nothing is deleted or sent", async () => {
  const { clock, tab, frames } = await serverWentBack();
  expect(tab.session.status.getState()).toMatchObject({ state: "server-went-back", reason: "server-restored" });
  expect(read(tab.session)).toEqual({ "a.ts": "one" });
  const before = frames.filter(({ kind }) => kind === "update").length;
  make(tab.session, "b.ts", "meanwhile");
  await clock.advance(5_000);
  expect(frames.filter(({ kind }) => kind === "update")).toHaveLength(before);
});

test("[PR4] pushing writes this browser's content over the server's, with what others wrote there kept", async () => {
  const { clock, join, tab } = await serverWentBack();
  const ben = await join("ben");
  make(ben.session, "ben.ts", "new");
  await clock.advance(5_000);
  tab.session.resolveServerWentBack("push");
  await clock.advance(20_000);
  expect(tab.replacements).toEqual(["rewritten"]);
  expect(read(tab.session)).toEqual({ "a.ts": "one", "ben.ts": "new" });
  expect(read(ben.session)).toEqual({ "a.ts": "one", "ben.ts": "new" });
  expect(stateOf(tab)).toBe("saved");
});

test("[PR4] keeping apart shows the server's here and keeps this browser's content in a workspace of its own", async () => {
  const { clock, tab } = await serverWentBack();
  tab.session.resolveServerWentBack("fork");
  await clock.advance(20_000);
  expect(tab.replacements).toEqual(["kept-apart"]);
  expect(read(tab.session)).toEqual({});
  const { outbox } = await tab.forkedStore.load();
  const doc = new Y.Doc();
  for (const { update } of outbox) Y.applyUpdate(doc, update);
  expect(
    [...doc.getMap<Y.Map<unknown>>("files").values()].map((row) => `${row.get("name")}: ${row.get("text")}`),
  ).toEqual(["a.ts: one"]);
});

test("a browser whose disk lost its last writes keeps both the server's text and the one typed since, side by side", async () => {
  const { clock, network, join } = await world();
  const browser = new ChaosBrowser();
  const tab = await join("ada", browser);
  const id = make(tab.session, "a.ts", "one");
  await clock.advance(200);
  const backup = structuredClone(browser.disk.updates);
  tab.session.files.text(id)?.insert(3, " acknowledged");
  await clock.advance(200);
  network.kill();
  await tab.session.dispose();
  browser.disk.updates.clear();
  for (const [key, update] of backup) browser.disk.updates.set(key, update);
  await tab.reload();
  tab.session.files.text(id)?.insert(3, " typed since");
  await clock.advance(1_000);
  await network.start();
  await clock.advance(60_000);
  expect(read(tab.session)).toEqual({ "a (recovered).ts": "one typed since", "a.ts": "one acknowledged" });
  expect(read((await join("ben")).session)).toEqual(read(tab.session));
});

test("[SY9] people are shown with the name that the server knows, and go when they leave", async () => {
  const { clock, join } = await world();
  const [ada, ben] = [await join("ada"), await join("ben")];
  ben.session.awareness.setLocalStateField("user", { id: "ada", name: "Ada!", color: "url(evil)" });
  ben.session.awareness.setLocalStateField("file", "some-file");
  await clock.advance(500);
  const people = () =>
    ada.session.people.getState().map(({ userId, self, fileId, color }) => ({ userId, self, fileId, color }));
  expect(people()).toEqual([
    { userId: "ada", self: true, fileId: undefined, color: "#336699" },
    { userId: "ben", self: false, fileId: "some-file", color: "#336699" },
  ]);
  await ben.session.dispose();
  await clock.advance(500);
  expect(people()).toHaveLength(1);
});

test("without a connection nobody else is shown", async () => {
  const { clock, network, join } = await world();
  const ada = await join("ada");
  await join("ben");
  await clock.advance(500);
  expect(ada.session.people.getState()).toHaveLength(2);
  network.kill();
  await clock.advance(500);
  expect(ada.session.people.getState().map(({ userId }) => userId)).toEqual(["ada"]);
});

test("undo takes back one's own typing and nobody else's", async () => {
  const { clock, join } = await world();
  const [ada, ben] = [await join("ada"), await join("ben")];
  const id = make(ada.session, "a.ts", "base ");
  await clock.advance(200);
  const undo = ada.session.undoFor(id);
  ada.session.files.text(id)?.insert(5, "mine ");
  ben.session.files.text(id)?.insert(0, "theirs ");
  await clock.advance(200);
  undo?.undo();
  await clock.advance(200);
  expect(read(ben.session)).toEqual({ "a.ts": "theirs base " });
  expect(ada.session.undoFor(id)).toBe(undo);
});

test("`saved` resolves when everything made before it is acknowledged", async () => {
  const { clock, join } = await world();
  const ada = await join("ada");
  make(ada.session, "a.ts");
  let done = false;
  void ada.session.saved().then(() => {
    done = true;
  });
  await clock.advance(5);
  expect(done).toBe(false);
  await clock.advance(200);
  expect(done).toBe(true);
});

test("[PR3] two tabs of one browser write under two names", async () => {
  const { clock, network, join } = await world();
  const browser = new ChaosBrowser();
  const [one, two] = [await join("ada", browser), await join("ada", browser)];
  expect(two.session.doc.clientID).not.toBe(one.session.doc.clientID);
  await clock.advance(5_000);
  expect([stateOf(one), stateOf(two), network.closeCodes]).toEqual(["saved", "saved", []]);
});

test("[PR3] the edits of a tab that was opened and closed offline are sent by the tab that is left", async () => {
  const { clock, network, join } = await world();
  const browser = new ChaosBrowser();
  const one = await join("ada", browser);
  network.kill();
  const two = await join("ada", browser);
  make(two.session, "offline.ts", "kept");
  await clock.advance(1_000);
  await two.session.dispose();
  await network.start();
  await clock.advance(60_000);
  expect(read(one.session)).toEqual({ "offline.ts": "kept" });
  expect(read((await join("ben")).session)).toEqual({ "offline.ts": "kept" });
  expect([stateOf(one), browser.disk.outbox.size]).toEqual(["saved", 0]);
});

test("while connected another tab's edit comes from the server, never before the server has it", async () => {
  const { clock, network, join } = await world();
  const browser = new ChaosBrowser();
  const [one, two] = [await join("ada", browser), await join("ada", browser)];
  const before = network.fault;
  network.fault = (direction, data) => (direction === "up" && typeof data !== "string" ? [] : before(direction, data));
  make(one.session, "a.ts", "one");
  await clock.advance(1_000);
  expect([stateOf(two), read(two.session)]).toEqual(["saved", {}]);
  network.fault = before;
  await clock.advance(60_000);
  expect(read(two.session)).toEqual({ "a.ts": "one" });
});

test("undo leaves what a program wrote", async () => {
  const { clock, join } = await world();
  const ada = await join("ada");
  const id = make(ada.session, "a.ts", "base\n");
  const undo = ada.session.undoFor(id);
  ada.session.files.text(id)?.insert(5, "mine\n");
  await clock.advance(1_000);
  await ada.session.files.write(id, new TextEncoder().encode("program\nbase\nmine\n"), "program");
  undo?.undo();
  expect(read(ada.session)).toEqual({ "a.ts": "program\nbase\n" });
  undo?.undo();
  expect(read(ada.session)).toEqual({ "a.ts": "program\nbase\n" });
});

test("this browser's store does not grow with every update that comes", async () => {
  const { clock, join } = await world();
  const browser = new ChaosBrowser();
  const [ada, ben] = [await join("ada", browser), await join("ben")];
  const text = ben.session.files.text(make(ben.session, "a.ts"));
  for (let count = 0; count < 3 * syncLimits.compactAfterUpdates; count++) {
    text?.insert(count, "x");
    await clock.advance(20);
  }
  await clock.advance(1_000);
  expect(browser.disk.updates.size).toBeLessThanOrEqual(syncLimits.compactAfterUpdates + 2);
  await ada.reload();
  expect(read(ada.session)["a.ts"]).toHaveLength(3 * syncLimits.compactAfterUpdates);
});

test("[reliability 12] a browser that refuses to store anything opens all the same and says what is not saved", async () => {
  const { clock, network, join } = await world();
  const browser = new ChaosBrowser();
  browser.openStore = () => {
    throw new Error("IndexedDB is refused in this window");
  };
  const ada = await join("ada", browser);
  network.kill();
  make(ada.session, "a.ts", "one");
  await clock.advance(1_000);
  expect(ada.session.status.getState()).toMatchObject({ state: "not-saved", reason: "storage-full", pending: 1 });
  await network.start();
  await clock.advance(20_000);
  expect(stateOf(ada)).toBe("saved");
  expect(read((await join("ben")).session)).toEqual({ "a.ts": "one" });
});
