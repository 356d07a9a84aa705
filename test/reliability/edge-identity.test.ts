import { expect, it } from "vitest";
import * as Y from "yjs";
import { encodePresence } from "../../edge/sync/awareness.ts";
import { closeCodes } from "../../shared/protocol/close-codes.ts";
import { filesOf } from "../../shared/workspace/row.ts";
import { fileRow, openRoom, person, seededRandom, TestPeer } from "../support/edge-fakes.ts";
import { writeReport } from "../support/report.ts";

const frameCount = 1_000;
const seed = Number(process.env["SEED"] ?? Date.now() % 1_000_000);
type Forgery =
  | "author"
  | "server origin"
  | "presence"
  | "other's presence"
  | "other's struct"
  | "other's struct by seq";
const forgeries: Forgery[] = [
  "author",
  "server origin",
  "presence",
  "other's presence",
  "other's struct",
  "other's struct by seq",
];

it("[SY6] [SY9] 1,000 forged frames: no edit and no cursor is ever shown as somebody else's, foreign structs close 4403", async () => {
  const random = seededRandom(seed);
  const { room, clock } = await openRoom({ seed });
  const ada = await new TestPeer(room, person("ada")).join();
  const witness = await new TestPeer(room, person("witness", "viewer")).join();
  ada.addFile("real", "by ada");
  await ada.until(() => ada.last("ack") !== undefined);
  let mallory = await new TestPeer(room, person("mallory", "link-edit")).join();
  const counts: Record<Forgery, number> = {
    author: 0,
    "server origin": 0,
    presence: 0,
    "other's presence": 0,
    "other's struct": 0,
    "other's struct by seq": 0,
  };
  const wrong: string[] = [];
  for (let round = 0; round < frameCount; round++) {
    clock.advance(1_000);
    witness.control({ type: "credit", bytes: 10_000 });
    const forgery = forgeries[(random.bytes(1)[0] ?? 0) % forgeries.length] ?? "author";
    counts[forgery] += 1;
    forge(forgery, mallory, ada.replica, round);
    await room.settled();
    const isForeign = forgery.startsWith("other's struct");
    if (isForeign !== (mallory.closed?.code === closeCodes.forbidden))
      wrong.push(`${round} ${forgery}: ${JSON.stringify(mallory.closed)}`);
    if (mallory.closed) mallory = await new TestPeer(room, person("mallory", "link-edit")).join();
  }
  const updates = witness.frames.filter((frame) => frame.kind === "update");
  const authors = new Set(updates.slice(1).map((frame) => frame.author));
  const shownAs = witness.frames
    .filter((frame) => frame.kind === "awareness")
    .map((frame) => /"user":\{"id":"(\w+)"/.exec(new TextDecoder().decode(frame.payload))?.[1] ?? "gone");
  writeReport("forged-identity", {
    seed,
    frames: frameCount,
    ...counts,
    accepted: updates.length - 1,
    shownAsOthers: shownAs.filter((id) => id === "ada").length,
  });
  expect({ seed, wrong }).toEqual({ seed, wrong: [] });
  expect([...authors]).toEqual(["mallory"]);
  expect([...new Set(shownAs)].sort()).toEqual(["gone", "mallory"]);
  expect(updates.slice(1).every((frame) => frame.origin === "typed")).toBe(true);
  expect([...filesOf(witness.doc).keys()].filter((key) => key.startsWith("stolen"))).toEqual([]);
  expect(witness.textOf("real")).toBe("by ada");
});

function forge(forgery: Forgery, mallory: TestPeer, victim: number, round: number): void {
  const user = { id: "ada", name: "Name of ada", color: "#000000" };
  switch (forgery) {
    case "author":
      mallory.sendUpdate(
        mallory.edit((doc) => filesOf(doc).set(`m${round}`, fileRow("m", "mine"))),
        { author: "ada" },
      );
      break;
    case "server origin":
      mallory.sendUpdate(
        mallory.edit((doc) => filesOf(doc).set("s", fileRow("s", "server"))),
        { origin: "server" },
      );
      // The refused rows stay in the forger's own document alone.
      mallory.doc.clientID = mallory.replica;
      mallory.left();
      mallory.close(0, "starts again without them");
      break;
    case "presence":
      mallory.binary({
        kind: "awareness",
        payload: encodePresence([{ replica: mallory.replica, clock: round, state: { user } }]),
      });
      break;
    case "other's presence":
      mallory.binary({
        kind: "awareness",
        payload: encodePresence([{ replica: victim, clock: 9_999, state: { user } }]),
      });
      break;
    case "other's struct":
    case "other's struct by seq": {
      const forged = new Y.Doc();
      Y.applyUpdate(forged, Y.encodeStateAsUpdate(mallory.doc));
      const before = Y.encodeStateVector(forged);
      forged.clientID = forgery === "other's struct" ? victim : round + 1;
      filesOf(forged).set(`stolen${round}`, fileRow("stolen", "by ada?"));
      mallory.sendUpdate(Y.encodeStateAsUpdate(forged, before));
      break;
    }
  }
}
