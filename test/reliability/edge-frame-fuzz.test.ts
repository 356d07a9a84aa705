import * as v from "valibot";
import { expect, it } from "vitest";
import * as Y from "yjs";
import { clientControlSchema } from "../../shared/protocol/control.ts";
import {
  decodeSyncFrame,
  encodeSyncFrame,
  type FrameKind,
  frameKinds,
  origins,
} from "../../shared/protocol/sync-frame.ts";
import { filesOf } from "../../shared/workspace/row.ts";
import { fileRow, openRoom, person, TestPeer } from "../support/edge-fakes.ts";
import { fc } from "../support/property.ts";
import { writeReport } from "../support/report.ts";

const frameCount = 10_000;
const seed = Number(process.env["SEED"] ?? Date.now() % 1_000_000);

const kinds = Object.keys(frameKinds) as FrameKind[];

/** Control frames as they should be, to be broken. */
const goodControl = fc.oneof(
  fc.record({ type: fc.constant("hello"), protocol: fc.nat(3) }),
  fc.record({ type: fc.constant("credit"), bytes: fc.nat() }),
  fc.record({ type: fc.constant("ping"), at: fc.nat() }),
);
const hostileValue = fc.constantFrom<unknown>(
  null,
  -1,
  1e308,
  2 ** 53,
  0.5,
  "",
  "\ud800",
  [],
  {},
  true,
  { toString: 1 },
  "x".repeat(5_000),
  JSON.parse('{"__proto__":{"polluted":true}}'),
);
const brokenControl = fc
  .tuple(
    goodControl,
    fc.constantFrom("type", "protocol", "bytes", "at", "__proto__", "constructor", "replica", "known"),
    hostileValue,
  )
  .map(([frame, key, value]) => {
    const text = JSON.stringify({ ...frame, [`${key}!`]: value });
    // The key is written into the text, so that `__proto__` arrives as a key and not as a prototype.
    return text.replace(`${key}!`, key);
  });
const deep = fc.constantFrom(
  "[".repeat(100_000),
  `${"[".repeat(100_000)}${"]".repeat(100_000)}`,
  `{"type":${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}}`,
);
const textFrame = fc.oneof(
  { weight: 3, arbitrary: fc.json() },
  { weight: 3, arbitrary: fc.string({ unit: "binary" }) },
  { weight: 4, arbitrary: brokenControl },
  { weight: 2, arbitrary: goodControl.map((frame) => JSON.stringify(frame)) },
);

function sampleUpdate(): Uint8Array {
  const doc = new Y.Doc();
  filesOf(doc).set("fuzz", fileRow("fuzz", "some text"));
  return Y.encodeStateAsUpdate(doc);
}

const goodBinary = fc
  .record({
    kind: fc.constantFrom(...kinds),
    seq: fc.oneof(fc.nat(4), fc.nat(2 ** 31)),
    origin: fc.constantFrom(...origins),
    author: fc.string({ maxLength: 20 }),
    payload: fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.constant(sampleUpdate())),
  })
  .map(encodeSyncFrame);
const mutatedBinary = fc
  .tuple(goodBinary, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 }), fc.nat())
  .map(([bytes, changes, cut]) => {
    const mutated = bytes.slice(0, cut % 5 === 0 ? cut % (bytes.length + 1) : bytes.length);
    for (const [at, value] of changes) if (mutated.length > 0) mutated[at % mutated.length] = value;
    return mutated;
  });
const anyFrame: fc.Arbitrary<string | Uint8Array> = fc.oneof(
  { weight: 5, arbitrary: textFrame },
  { weight: 2, arbitrary: fc.uint8Array({ maxLength: 300 }) },
  { weight: 5, arbitrary: mutatedBinary },
  { weight: 3, arbitrary: goodBinary },
);

/** Frames that are in order and are answered by what follows them: credit, presence, and pieces of a set still open. */
function needsNoAnswer(frame: string | Uint8Array): boolean {
  if (typeof frame !== "string") {
    const kind = decodeSyncFrame(frame)?.kind;
    return kind === "awareness" || kind === "chunk";
  }
  const parsed = v.safeParse(clientControlSchema, tryParse(frame));
  return parsed.success && parsed.output.type === "credit";
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

it("[FR1] 10,000 random and mutated frames: each is answered or closes 44xx, nothing is thrown, nothing is polluted", async () => {
  const thrown: unknown[] = [];
  const remember = (error: unknown): void => void thrown.push(error);
  process.on("uncaughtException", remember);
  process.on("unhandledRejection", remember);
  const { room, clock, lines } = await openRoom();
  const owner = await new TestPeer(room, person("owner")).join();
  owner.addFile("kept", "untouched");
  await owner.until(() => owner.last("ack") !== undefined);
  let peer = await new TestPeer(room, person("fuzzer", "link-edit")).join();
  const counts = { answered: 0, closed: 0, inOrder: 0, silent: 0, wrongCode: 0 };
  const silent: string[] = [];
  let slowestMs = 0;
  // The deep ones are few: each is 100 kB.
  const frames = [
    ...fc.sample(anyFrame, { seed, numRuns: frameCount - 30 }),
    ...fc.sample(deep, { seed, numRuns: 30 }),
  ];
  for (const frame of frames) {
    clock.advance(1_000);
    const before = peer.controls.length + peer.frames.length;
    const from = performance.now();
    peer.receive(frame);
    await room.settled();
    slowestMs = Math.max(slowestMs, performance.now() - from);
    if (peer.closed) {
      counts.closed += 1;
      if (peer.closed.code < 4400 || peer.closed.code > 4429) counts.wrongCode += 1;
      peer = await new TestPeer(room, person("fuzzer", "link-edit")).join(peer.replica);
    } else if (peer.controls.length + peer.frames.length > before) counts.answered += 1;
    else if (needsNoAnswer(frame)) counts.inOrder += 1;
    else {
      counts.silent += 1;
      silent.push(typeof frame === "string" ? frame.slice(0, 80) : Array.from(frame.slice(0, 40)).join(" "));
    }
  }
  process.off("uncaughtException", remember);
  process.off("unhandledRejection", remember);
  const internal = lines.filter((line) => line.event === "sync-handler-failed").length;
  const fresh = await new TestPeer(room, person("late")).join();
  writeReport("frame-fuzz", {
    seed,
    frames: frames.length,
    ...counts,
    internal,
    uncaught: thrown.length,
    slowestMs: Math.round(slowestMs),
  });
  expect({ seed, silent, wrongCode: counts.wrongCode, internal, thrown }).toEqual({
    seed,
    silent: [],
    wrongCode: 0,
    internal: 0,
    thrown: [],
  });
  expect(Reflect.get({}, "polluted")).toBeUndefined();
  expect(fresh.textOf("kept")).toBe("untouched");
  expect([...fresh.doc.share.keys()]).toEqual(["files"]);
  // Ten times the goal of 100 ms.
  expect(slowestMs).toBeLessThan(1_000);
});
