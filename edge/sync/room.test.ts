import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { closedDial, type Dial } from "../../shared/access/dial.ts";
import { encodeWithChunks } from "../../shared/protocol/chunk.ts";
import { closeCodes } from "../../shared/protocol/close-codes.ts";
import { wireLimits, workspaceLimits } from "../../shared/protocol/limits.ts";
import { filesOf } from "../../shared/workspace/row.ts";
import { fileRow, memorySql, openRoom, person, TestPeer } from "../../test/support/edge-fakes.ts";
import { createSqlLog } from "../storage/sql-log.ts";
import { encodePresence } from "./awareness.ts";

describe("handshake", () => {
  it("[PR1] a first frame that is no hello closes 4400", async () => {
    const { room } = await openRoom();
    const peer = new TestPeer(room, person("ada"));
    peer.control({ type: "ping", at: 1 });
    expect(peer.closed?.code).toBe(closeCodes.badFrame);
  });

  it("[PR1] a socket that says nothing is closed after 10 s", async () => {
    const { room, clock } = await openRoom();
    const peer = new TestPeer(room, person("ada"));
    clock.advance(wireLimits.handshakeTimeoutMs);
    expect(peer.closed?.code).toBe(closeCodes.badFrame);
  });

  it("[PR1] another protocol version closes 4409 and names both", async () => {
    const { room } = await openRoom();
    const peer = new TestPeer(room, person("ada"));
    peer.control({ type: "hello", protocol: 7 });
    expect(peer.closed).toEqual({ code: closeCodes.version, reason: expect.stringMatching(/protocol 1.*7/) });
  });

  it("[PR2] the welcome keeps the store's epoch and head over a restart", async () => {
    const sql = memorySql();
    const first = await openRoom({ sql, seed: 1 });
    const ada = await new TestPeer(first.room, person("ada")).join();
    ada.addFile("a", "one");
    await ada.until(() => ada.last("ack") !== undefined);
    await first.room.dispose();
    const second = await openRoom({ sql, seed: 99 });
    const again = await new TestPeer(second.room, person("ada")).join();
    expect(again.last("welcome")).toMatchObject({ epoch: ada.last("welcome")?.epoch, head: 1, role: "owner" });
    expect(again.textOf("a")).toBe("one");
  });

  it("[PR3] a replica id comes back to its user and to nobody else", async () => {
    const { room } = await openRoom();
    const ada = await new TestPeer(room, person("ada")).join();
    const bob = await new TestPeer(room, person("bob")).join(ada.replica);
    expect(bob.replica).not.toBe(ada.replica);
    const adaAgain = await new TestPeer(room, person("ada")).join(ada.replica);
    expect(adaAgain.replica).toBe(ada.replica);
  });

  it("[PR3] an id that a tab made up offline is granted while nobody has it", async () => {
    const { room } = await openRoom();
    expect((await new TestPeer(room, person("ada")).join(4711)).replica).toBe(4711);
  });

  it("a reconnect with the same replica replaces the old connection", async () => {
    const { room } = await openRoom();
    const old = await new TestPeer(room, person("ada")).join();
    await new TestPeer(room, person("ada")).join(old.replica);
    expect(old.closed?.code).toBe(closeCodes.slowConsumer);
  });
});

describe("updates", () => {
  it("[SY3] an update is acknowledged and reaches peers only after the commit", async () => {
    let release = (): void => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const store = createSqlLog(memorySql(), "w");
    const { room } = await openRoom({
      store: { ...store, append: async (entries) => gate.then(() => store.append(entries)) },
    });
    const ada = await new TestPeer(room, person("ada")).join();
    const bob = await new TestPeer(room, person("bob", "link-edit")).join();
    ada.addFile("a", "hello");
    await new Promise((resolve) => setTimeout(resolve, 30));
    const late = await new TestPeer(room, person("eve", "viewer"));
    expect([ada.last("ack"), bob.textOf("a")]).toEqual([undefined, undefined]);
    release();
    await ada.until(() => ada.last("ack") !== undefined);
    expect(ada.last("ack")).toEqual({ type: "ack", upTo: 1, head: 1 });
    expect(bob.frames.at(-1)).toMatchObject({ kind: "update", seq: 1, author: "ada", origin: "typed" });
    expect((await late.join()).textOf("a")).toBe("hello");
  });

  it("[SY2] a seq already held is acknowledged again and not applied; a gap closes 4400", async () => {
    const { room } = await openRoom();
    const ada = await new TestPeer(room, person("ada")).join();
    const update = ada.edit((doc) => filesOf(doc).set("a", fileRow("a", "once")));
    ada.sendUpdate(update);
    await ada.until(() => ada.last("ack") !== undefined);
    ada.binary({ kind: "update", seq: 1, payload: update });
    expect(ada.controls.filter((frame) => frame.type === "ack")).toEqual([
      { type: "ack", upTo: 1, head: 1 },
      { type: "ack", upTo: 1, head: 1 },
    ]);
    ada.binary({ kind: "update", seq: 5, payload: update });
    expect(ada.closed?.code).toBe(closeCodes.badFrame);
  });

  it("[SY4] an update of 600 KB travels in chunks both ways; more than 4 MiB unfinished closes 4413", async () => {
    const { room } = await openRoom();
    const ada = await new TestPeer(room, person("ada")).join();
    const bob = await new TestPeer(room, person("bob")).join();
    const payload = ada.edit((doc) => filesOf(doc).set("big", fileRow("big", "x".repeat(600_000))));
    for (const piece of encodeWithChunks({ kind: "update", seq: 1, origin: "paste", author: "", payload }))
      ada.receive(piece);
    await ada.until(() => ada.last("ack") !== undefined);
    expect(bob.frames.filter((frame) => frame.kind === "chunk").map((frame) => frame.author)).toEqual([
      "ada",
      "ada",
      "ada",
    ]);
    const endless = encodeWithChunks({
      kind: "update",
      seq: 2,
      origin: "paste",
      author: "",
      payload: new Uint8Array(6_000_000),
    });
    for (const piece of endless) bob.receive(piece);
    expect(bob.closed?.code).toBe(closeCodes.tooLarge);
  });

  it("[SY6] structs of a replica that was issued to somebody else close 4403 and change nothing", async () => {
    const { room } = await openRoom();
    const ada = await new TestPeer(room, person("ada")).join();
    const mallory = await new TestPeer(room, person("mallory", "link-edit")).join();
    mallory.doc.clientID = ada.replica;
    mallory.addFile("forged", "by ada?");
    expect(mallory.closed?.code).toBe(closeCodes.forbidden);
    await room.settled();
    expect(ada.frames.filter((frame) => frame.kind === "update")).toEqual([]);
  });

  it.each([
    ["bytes that are no update", () => Uint8Array.from([9, 9, 9, 9])],
    ["another root than files", (peer: TestPeer) => peer.edit((doc) => doc.getMap("secrets").set("a", 1))],
    ["a row that is no map", (peer: TestPeer) => peer.edit((doc) => doc.getMap<unknown>("files").set("a", "text"))],
    [
      "a nested map",
      (peer: TestPeer) => peer.edit((doc) => filesOf(doc).set("a", new Y.Map<unknown>([["deep", new Y.Map()]]))),
    ],
    [
      "a text over 1 MiB",
      (peer: TestPeer) =>
        peer.edit((doc) => filesOf(doc).set("a", fileRow("a", "x".repeat(workspaceLimits.maxTextFileBytes + 1)))),
    ],
  ])("[SY7] %s is refused with its seq and leaves the document as it was", async (_name, make) => {
    const { room } = await openRoom();
    const ada = await new TestPeer(room, person("ada")).join();
    const payload = make(ada);
    for (const piece of encodeWithChunks({ kind: "update", seq: 1, origin: "typed", author: "", payload }))
      ada.receive(piece);
    await ada.until(() => ada.last("reject") !== undefined);
    expect(ada.last("reject")).toMatchObject({ seq: 1, code: expect.stringMatching(/invalid-update|too-large/) });
    const fresh = await new TestPeer(room, person("bob")).join();
    expect(Object.keys(filesOf(fresh.doc).toJSON())).toEqual([]);
  });

  it("[reliability 12] what the disk refused is forgotten whole, and later edits of others are not held up by it", async () => {
    const store = createSqlLog(memorySql(), "w");
    let full = true;
    const append: typeof store.append = (entries) => (full ? Promise.reject(new Error("full")) : store.append(entries));
    const { room } = await openRoom({ store: { ...store, append } });
    const ada = await new TestPeer(room, person("ada")).join();
    ada.addFile("lost", "never stored");
    await ada.until(() => ada.closed !== undefined);
    full = false;
    const bob = await new TestPeer(room, person("bob")).join();
    bob.addFile("kept", "stored");
    await bob.until(() => bob.last("ack") !== undefined);
    const eve = await new TestPeer(room, person("eve")).join();
    expect(Object.keys(filesOf(eve.doc).toJSON())).toEqual(["kept"]);
  });

  it("[SY7] a refused seq counts as consumed, over a restart too", async () => {
    const sql = memorySql();
    const first = await openRoom({ sql });
    const ada = await new TestPeer(first.room, person("ada")).join();
    ada.sendUpdate(Uint8Array.from([9, 9, 9]));
    await ada.until(() => ada.last("reject") !== undefined);
    await first.room.dispose();
    const second = await openRoom({ sql });
    const again = await new TestPeer(second.room, person("ada")).join(ada.replica);
    expect(again.last("welcome")?.lastSeq).toBe(1);
  });

  it("[SY7] an update that builds on changes the server lacks is refused", async () => {
    const { room } = await openRoom();
    const ada = await new TestPeer(room, person("ada")).join();
    ada.edit((doc) => filesOf(doc).set("a", fileRow("a", "never sent")));
    ada.sendUpdate(ada.edit((doc) => filesOf(doc).get("a")?.set("name", "b")));
    await ada.until(() => ada.last("reject") !== undefined);
    expect(ada.last("reject")?.code).toBe("invalid-update");
  });

  it("[SY8] a viewer's update is refused, the socket stays open", async () => {
    const { room } = await openRoom();
    const viewer = await new TestPeer(room, person("vic", "link-view")).join();
    viewer.addFile("a", "no");
    await viewer.until(() => viewer.last("reject") !== undefined);
    expect([viewer.last("reject")?.code, viewer.closed]).toEqual(["forbidden", undefined]);
  });

  it("a store that cannot write gives no ack, says so, and lets the client come back", async () => {
    const store = createSqlLog(memorySql(), "w");
    let full = true;
    const append: typeof store.append = async (entries) => {
      if (full) throw new Error("disk is full");
      return store.append(entries);
    };
    const { room } = await openRoom({ store: { ...store, append } });
    const ada = await new TestPeer(room, person("ada")).join();
    ada.addFile("a", "kept in the outbox");
    await ada.until(() => ada.closed !== undefined);
    expect([ada.last("ack"), ada.last("error")?.code, ada.closed?.code]).toEqual([undefined, "storage-full", 1011]);
    full = false;
    const again = await new TestPeer(room, person("ada")).join(ada.replica);
    expect(again.last("welcome")?.lastSeq).toBe(0);
    again.sendUpdate(Y.encodeStateAsUpdate(ada.doc));
    await again.until(() => again.last("ack") !== undefined);
    expect((await new TestPeer(room, person("bob")).join()).textOf("a")).toBe("kept in the outbox");
  });
});

describe("presence, credit and roles", () => {
  it("[SY9] the server overwrites the user, refuses other replicas, and says who left", async () => {
    const { room } = await openRoom();
    const ada = await new TestPeer(room, person("ada")).join();
    const bob = await new TestPeer(room, person("bob")).join();
    const forged = { file: "x", user: { id: "root", name: "Root", color: "red" } };
    ada.binary({ kind: "awareness", payload: encodePresence([{ replica: ada.replica, clock: 1, state: forged }]) });
    ada.binary({ kind: "awareness", payload: encodePresence([{ replica: bob.replica, clock: 9, state: forged }]) });
    ada.left();
    const seen = bob.frames
      .filter((frame) => frame.kind === "awareness")
      .map((frame) => new TextDecoder().decode(frame.payload));
    expect(seen.map((text) => text.slice(text.search(/\{|null/)))).toEqual([
      JSON.stringify({ file: "x", user: { id: "ada", name: "Name of ada", color: "#2456c4" } }),
      "null",
    ]);
    expect(ada.last("error")?.code).toBe("forbidden");
  });

  it("[SY10] a reader that gives no credit back is closed 4408, others are not", async () => {
    const { room, clock } = await openRoom();
    const [writer, slow, quick] = await Promise.all(
      ["w", "slow", "quick"].map((id) => new TestPeer(room, person(id)).join()),
    );
    if (!writer || !slow || !quick) throw new Error("three peers");
    for (let round = 0; round < 24; round++) {
      clock.advance(1_000);
      writer.addFile(`f${round}`, "x".repeat(250_000));
      await writer.until(() => writer.last("ack")?.upTo === round + 1);
      quick.control({ type: "credit", bytes: 300_000 });
    }
    clock.advance(wireLimits.slowConsumerMs);
    expect([slow.closed?.code, quick.closed, quick.textOf("f23")?.length]).toEqual([
      closeCodes.slowConsumer,
      undefined,
      250_000,
    ]);
  });

  it("[SY12] a peer that fell silent without a close frame is let go, and its presence with it", async () => {
    const { room, clock } = await openRoom();
    const shut = await new TestPeer(room, person("shut")).join();
    const other = await new TestPeer(room, person("other")).join();
    shut.binary({ kind: "awareness", payload: encodePresence([{ replica: shut.replica, clock: 1, state: {} }]) });
    for (let minute = 0; minute < 3; minute++) {
      clock.advance(60_000);
      other.control({ type: "ping", at: minute });
    }
    expect([shut.closed?.code, other.closed]).toEqual([closeCodes.slowConsumer, undefined]);
    expect(new TextDecoder().decode(other.frames.at(-1)?.payload)).toContain("null");
  });

  it("[SY11] a lowered role is told and takes the power at once; a revoked member is closed 4403", async () => {
    const { room } = await openRoom();
    const bob = await new TestPeer(room, person("bob", "link-edit")).join();
    room.setAccess("bob", "link-view");
    bob.addFile("a", "too late");
    await bob.until(() => bob.last("reject") !== undefined);
    expect([bob.last("role")?.role, bob.last("reject")?.code]).toEqual(["viewer", "forbidden"]);
    room.setAccess("bob", "anonymous");
    expect(bob.closed?.code).toBe(closeCodes.forbidden);
  });
});

describe("the dial", () => {
  it("[SY13] comes with the welcome, and a turn of it reaches everybody who was welcomed", async () => {
    const dial: Dial = { allowed: ["explain"], rules: [{ pattern: "exam/", allowed: [] }] };
    const { room } = await openRoom({ dial: closedDial });
    const ada = await new TestPeer(room, person("ada")).join();
    const waiting = new TestPeer(room, person("bob", "link-view"));
    expect(ada.last("welcome")?.dial).toEqual(closedDial);
    room.setDial(dial);
    expect([ada.last("dial")?.dial, waiting.last("dial")]).toEqual([dial, undefined]);
    await waiting.join();
    expect(waiting.last("welcome")?.dial).toEqual(dial);
  });
});

describe("every frame is answered", () => {
  it("[FR1] a control frame that breaks its schema is answered; the tenth closes 4400", async () => {
    const { room } = await openRoom();
    const ada = await new TestPeer(room, person("ada")).join();
    for (let count = 0; count < 9; count++) ada.control({ type: "nonsense" });
    expect(ada.controls.filter((frame) => frame.type === "error" && frame.code === "bad-frame")).toHaveLength(9);
    ada.receive("{");
    expect(ada.closed?.code).toBe(closeCodes.badFrame);
  });

  it("[FR1] a binary frame that cannot be decoded closes 4400", async () => {
    const { room } = await openRoom();
    const ada = await new TestPeer(room, person("ada")).join();
    ada.receive(Uint8Array.from([250, 1]));
    expect(ada.closed?.code).toBe(closeCodes.badFrame);
  });

  it("[FR3] a frame of 1 MiB and one byte closes 4413; control frames without end close 4429", async () => {
    const { room } = await openRoom();
    const big = await new TestPeer(room, person("big")).join();
    big.receive(new Uint8Array(wireLimits.maxFrameBytes + 1));
    const loud = await new TestPeer(room, person("loud")).join();
    for (let count = 0; count < 1_100; count++) loud.control({ type: "ping", at: count });
    expect([big.closed?.code, loud.closed?.code]).toEqual([closeCodes.tooLarge, closeCodes.rate]);
  });

  it("[FR3] asking for the whole document without end closes 4429", async () => {
    const { room } = await openRoom();
    const greedy = await new TestPeer(room, person("greedy")).join();
    for (let count = 0; count < 30; count++) greedy.binary({ kind: "stateVector", payload: Uint8Array.from([0]) });
    expect(greedy.closed?.code).toBe(closeCodes.rate);
  });

  it("[FR3] more than five frames before the welcome close the socket", async () => {
    const { room } = await openRoom();
    const eager = new TestPeer(room, person("eager"));
    eager.control({ type: "hello", protocol: 1 });
    for (let count = 0; count < 6; count++) eager.control({ type: "ping", at: count });
    expect(eager.closed?.code).toBe(closeCodes.tooLarge);
  });
});

describe("the log", () => {
  it("keeps author, origin and time of every update, and the snapshot never removes them", async () => {
    const sql = memorySql();
    const { room, clock } = await openRoom({ sql });
    const ada = await new TestPeer(room, person("ada")).join();
    ada.addFile("a", "typed");
    clock.advance(60_000);
    ada.sendUpdate(
      ada.edit((doc) => filesOf(doc).set("b", fileRow("b", "pasted"))),
      { origin: "paste" },
    );
    await ada.until(() => ada.last("ack")?.upTo === 2);
    await room.dispose();
    const rows = await createSqlLog(sql, "w").history(0, 100);
    expect(rows.map(({ head, at, author, origin }) => ({ head, at, author, origin }))).toEqual([
      { head: 1, at: 1_800_000_000_000, author: "ada", origin: "typed" },
      { head: 2, at: 1_800_000_060_000, author: "ada", origin: "paste" },
    ]);
    expect(sql.all("SELECT head FROM snapshot")).toEqual([{ head: 2 }]);
  });

  it("a snapshot of 3 MB is stored in rows of at most 256 KiB and comes back whole", async () => {
    const sql = memorySql();
    const log = createSqlLog(sql, "w");
    await log.load("epoch");
    const bytes = Uint8Array.from({ length: 3_000_000 }, (_, index) => index % 251);
    await log.compact(7, bytes);
    const longest = sql.all("SELECT max(length(bytes)) AS longest FROM snapshot")[0]?.["longest"];
    expect(longest).toBe(262_144);
    expect((await log.load("other")).snapshot).toEqual(bytes);
  });
});
