/** Reliability test 3: four replicas, updates reordered and doubled, file tree included. `SEEDS=1000` for all of them. */
import { expect, test } from "vitest";
import * as Y from "yjs";
import { SeededRandom } from "../support/chaos-random.ts";
import { writeReport } from "../support/report.ts";
import { canonicalBytes, contentOf, randomEdit, treeFault } from "../support/workspace-fuzz.ts";

const seeds = Number(process.env["SEEDS"] ?? 100);
const peers = 4;
const edits = 200;

test(`[reliability 3] ${seeds} seeds of ${edits} edits on ${peers} replicas converge whatever the order`, () => {
  const startedAt = performance.now();
  const diverged: number[] = [];
  const faults: string[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const docs = play(seed);
    const [first, ...others] = docs.map((doc) => contentOf(doc) + canonicalBytes(doc));
    if (others.some((other) => other !== first)) diverged.push(seed);
    const fault = docs.map(treeFault).find((each) => each !== undefined);
    if (fault) faults.push(`seed ${seed}: ${fault}`);
    for (const doc of docs) doc.destroy();
  }
  const tookMs = Math.round(performance.now() - startedAt);
  writeReport("reliability-3-bare-document", {
    seeds,
    peers,
    edits,
    diverged: diverged.length,
    faults: faults.length,
    tookMs,
  });
  expect({ diverged, faults }).toEqual({ diverged: [], faults: [] });
});

function play(seed: number): Y.Doc[] {
  const random = new SeededRandom(seed);
  const docs = Array.from({ length: peers }, (_, index) => {
    const doc = new Y.Doc();
    doc.clientID = index + 1;
    return doc;
  });
  const waiting = docs.map((): Uint8Array[] => []);
  for (const [index, doc] of docs.entries()) {
    doc.on("update", (update: Uint8Array, origin: unknown) => {
      if (origin === "remote") return;
      for (const [other, queue] of waiting.entries()) if (other !== index) queue.push(update);
    });
  }
  for (let edit = 0; edit < edits; edit++) {
    const doc = random.pick(docs);
    if (doc) randomEdit(doc, random);
    const reader = random.below(peers);
    deliver(docs[reader], waiting[reader], random, random.below(4));
  }
  for (const [index, doc] of docs.entries()) deliver(doc, waiting[index], random, Number.POSITIVE_INFINITY);
  return docs;
}

/** Applies up to `count` waiting updates in any order, some of them twice. */
function deliver(doc: Y.Doc | undefined, queue: Uint8Array[] | undefined, random: SeededRandom, count: number): void {
  for (let done = 0; doc && queue && queue.length > 0 && done < count; done++) {
    const [update] = queue.splice(random.below(queue.length), 1);
    if (!update) return;
    Y.applyUpdate(doc, update, "remote");
    if (random.chance(0.1)) Y.applyUpdate(doc, update, "remote");
  }
}
