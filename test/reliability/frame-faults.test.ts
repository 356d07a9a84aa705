/** Reliability test 7: each of the first 200 frames is doubled, swapped, delayed or cut short in turn. */
import { expect, test } from "vitest";
import type * as Y from "yjs";
import { createFile } from "../../shared/workspace/document.ts";
import { idFromBytes } from "../../shared/workspace/ids.ts";
import { ChaosBrowser, ChaosTab } from "../support/chaos-client.ts";
import { VirtualClock } from "../support/chaos-clock.ts";
import { ChaosNetwork, type Fault } from "../support/chaos-network.ts";
import { SeededRandom } from "../support/chaos-random.ts";
import { ChaosLogStore } from "../support/chaos-store.ts";
import { writeReport } from "../support/report.ts";
import { canonicalBytes, contentOf } from "../support/workspace-fuzz.ts";

const frames = 200;
const kinds = ["double", "swap", "delay", "cut"] as const;
type Kind = (typeof kinds)[number];
const recoverWithinMs = 5_000;

test(`[reliability 7] doubling, swapping, delaying or cutting any of the first ${frames} frames leaves nobody stuck and nothing twice`, async () => {
  const startedAt = performance.now();
  const failures: string[] = [];
  const closeCodes: Record<string, number> = {};
  let untouched = 0;
  let slowestMs = 0;
  for (const kind of kinds) {
    for (let frame = 0; frame < frames; frame++) {
      const run = await play(kind, frame);
      if (!run.touched) untouched++;
      if (run.problem) failures.push(`${kind} ${frame}: ${run.problem}`);
      for (const code of run.codes) closeCodes[code] = (closeCodes[code] ?? 0) + 1;
      slowestMs = Math.max(slowestMs, run.recoveredMs);
    }
  }
  const runs = frames * kinds.length;
  const tookMs = Math.round(performance.now() - startedAt);
  writeReport("reliability-7-frame-faults", {
    runs,
    untouched,
    failures: failures.length,
    slowestMs,
    closeCodes,
    tookMs,
  });
  expect({ failures, untouched }).toEqual({ failures: [], untouched: 0 });
  expect(slowestMs).toBeLessThanOrEqual(recoverWithinMs);
});

interface Run {
  touched: boolean;
  problem: string | undefined;
  codes: number[];
  /** Virtual time from the last edit until everybody was in sync. */
  recoveredMs: number;
}

async function play(kind: Kind, target: number): Promise<Run> {
  const clock = new VirtualClock();
  const random = new SeededRandom(target + 1);
  const network = new ChaosNetwork(clock, random, new ChaosLogStore(clock));
  const run: Run = { touched: false, problem: undefined, codes: network.closeCodes, recoveredMs: 0 };
  network.fault = faultAt(target, kind, () => {
    run.touched = true;
  });
  await network.start();
  const tabs = [await join(network, clock, random, "ada"), await join(network, clock, random, "ben")];
  await clock.advance(300);
  const expected = await write(tabs, clock, random);
  const editedAt = clock.now();
  while (!inSync(tabs, expected) && clock.now() - editedAt < 60_000) await clock.advance(50);
  run.recoveredMs = clock.now() - editedAt;
  run.problem = inSync(tabs, expected) ? unequal(tabs) : `stuck: ${tabs.map(describe).join(" | ")}`;
  if (network.problems.length > 0) run.problem = network.problems.join(" ");
  for (const tab of tabs) await tab.session.dispose();
  return run;
}

function join(network: ChaosNetwork, clock: VirtualClock, random: SeededRandom, user: string): Promise<ChaosTab> {
  return ChaosTab.open({ clock, random, browser: new ChaosBrowser(), connect: () => network.connect(user) });
}

/** Both type numbered words in a file each; every word must be there once in the end. */
async function write(tabs: ChaosTab[], clock: VirtualClock, random: SeededRandom): Promise<string[]> {
  const words: string[] = [];
  for (let round = 0; round < 40; round++) {
    for (const [index, { session }] of tabs.entries()) {
      const word = `w${index}-${round};`;
      words.push(word);
      const text = session.doc
        .getMap<Y.Map<Y.Text>>("files")
        .get(ids[index] ?? "")
        ?.get("text");
      if (text) text.insert(text.length, word);
      else
        createFile(
          session.doc,
          `file-${index}`,
          { kind: "file", text: word },
          () => ids[index] ?? idFromBytes(random.bytes(16)),
        );
    }
    await clock.advance(20);
  }
  return words;
}

const ids = [1, 2].map((filler) => idFromBytes(new Uint8Array(16).fill(filler)));

function inSync(tabs: ChaosTab[], words: string[]): boolean {
  return tabs.every(({ session }) => {
    const content = contentOf(session.doc);
    return session.status.getState().state === "saved" && words.every((word) => content.split(word).length === 2);
  });
}

function unequal([first, second]: ChaosTab[]): string | undefined {
  if (!first || !second) return "two tabs expected";
  return canonicalBytes(first.session.doc) === canonicalBytes(second.session.doc) ? undefined : "the replicas differ";
}

function describe({ session }: ChaosTab): string {
  return `${JSON.stringify(session.status.getState())} ${contentOf(session.doc).slice(0, 200)}`;
}

/** Counts frames of all sockets in both directions in the order they are sent, and spoils number `target`. */
function faultAt(target: number, kind: Kind, touched: () => void): Fault {
  let count = 0;
  return (_, data) => {
    const index = count++;
    if (index !== target) return undefined;
    touched();
    switch (kind) {
      case "double":
        return [
          { data, delayMs: 0 },
          { data, delayMs: 0 },
        ];
      case "delay":
        return [{ data, delayMs: 700 }];
      case "cut":
        return [{ data: data.slice(0, Math.floor(data.length / 2)), delayMs: 0 }];
      case "swap":
        return "swap";
    }
  };
}
