/** Reliability test 4: client and room over a bad line: cuts, half-open sockets, restarts, refused writes. `SEEDS=1000` for more. */
import { expect, test } from "vitest";
import * as Y from "yjs";
import { ChaosBrowser, ChaosTab } from "../support/chaos-client.ts";
import { VirtualClock } from "../support/chaos-clock.ts";
import { ChaosNetwork } from "../support/chaos-network.ts";
import { SeededRandom } from "../support/chaos-random.ts";
import { ChaosLogStore } from "../support/chaos-store.ts";
import { writeReport } from "../support/report.ts";
import { canonicalBytes, contentOf, randomEdit } from "../support/workspace-fuzz.ts";

const seeds = Number(process.env["SEEDS"] ?? 200);
const edits = 120;
/** Seeds that once failed stay. */
const oldFailures: number[] = [87, 165, 450];

interface Outcome {
  equal: boolean;
  detail: string;
  cuts: number;
  halfOpen: number;
  restarts: number;
  refused: number;
  /** Documents given up for the server's: an edit was lost to a refusal that no line deserves. */
  replaced: number;
  problems: string[];
}

test(`[reliability 4] ${seeds} seeds of bad lines: every replica and the stored document end equal byte for byte`, async () => {
  const startedAt = performance.now();
  const figures = {
    seeds,
    edits,
    diverged: 0,
    cuts: 0,
    halfOpen: 0,
    restarts: 0,
    refused: 0,
    replaced: 0,
    problems: 0,
    tookMs: 0,
  };
  const failures: string[] = [];
  for (const seed of new Set([...oldFailures, ...Array.from({ length: seeds }, (_, index) => index + 1)])) {
    const outcome = await play(seed);
    figures.cuts += outcome.cuts;
    figures.halfOpen += outcome.halfOpen;
    figures.restarts += outcome.restarts;
    figures.refused += outcome.refused;
    figures.replaced += outcome.replaced;
    figures.problems += outcome.problems.length;
    if (!outcome.equal) figures.diverged++;
    if (!outcome.equal || outcome.replaced > 0 || outcome.problems.length > 0)
      failures.push(`seed ${seed}: ${outcome.detail} ${outcome.problems}`);
  }
  figures.tookMs = Math.round(performance.now() - startedAt);
  writeReport("reliability-4-protocol", figures);
  expect(failures).toEqual([]);
});

async function play(seed: number): Promise<Outcome> {
  const clock = new VirtualClock();
  const random = new SeededRandom(seed);
  const network = new ChaosNetwork(clock, random, new ChaosLogStore(clock));
  await network.start();
  const connect = (user: string) => () => network.connect(user);
  const shared = new ChaosBrowser();
  const browsers = [shared, shared, new ChaosBrowser(), new ChaosBrowser()];
  const users = ["ada", "ada", "ben", "cy"];
  const tabs: ChaosTab[] = [];
  for (const [index, browser] of browsers.entries()) {
    tabs.push(await ChaosTab.open({ clock, random, browser, connect: connect(users[index] ?? "") }));
  }
  await clock.advance(1_000);
  const outcome: Outcome = {
    equal: true,
    detail: "",
    cuts: 0,
    halfOpen: 0,
    restarts: 0,
    refused: 0,
    replaced: 0,
    problems: network.problems,
  };
  for (let edit = 0; edit < edits; edit++) {
    const tab = random.pick(tabs);
    if (tab) randomEdit(tab.session.doc, random);
    await misbehave(network, random, tabs, outcome);
    await clock.advance(random.below(40));
  }
  await quiesce(network, clock, tabs);
  const stored = await storedDocument(network);
  const docs = [stored, ...tabs.map((tab) => tab.session.doc)];
  const [first, ...others] = docs.map((doc) => contentOf(doc) + canonicalBytes(doc));
  outcome.equal = others.every((other) => other === first);
  outcome.replaced = tabs
    .flatMap(({ replacements }) => replacements)
    .filter((reason) => reason === "edit-refused").length;
  outcome.detail = tabs
    .map(({ session, replacements }) => `${JSON.stringify(session.status.getState())} ${replacements}`)
    .join("; ");
  for (const tab of tabs) await tab.session.dispose();
  return outcome;
}

async function misbehave(
  network: ChaosNetwork,
  random: SeededRandom,
  tabs: ChaosTab[],
  outcome: Outcome,
): Promise<void> {
  const kind = random.below(100);
  const line = random.pick([...network.lines]);
  if (kind < 6 && line) {
    outcome.cuts++;
    line.cut();
  } else if (kind < 9 && line) {
    outcome.halfOpen++;
    line.halfOpen = true;
  } else if (kind < 12) {
    outcome.restarts++;
    network.kill();
    if (random.chance(0.5)) await network.clock.advance(random.below(4_000));
    await network.start();
  } else if (kind < 15) {
    outcome.refused++;
    network.store.refusals += 1 + random.below(2);
  } else if (kind < 17) {
    await random.pick(tabs)?.reload();
  }
}

/** A good line from now on, for as long as the longest back-off and time-out together. */
async function quiesce(network: ChaosNetwork, clock: VirtualClock, tabs: ChaosTab[]): Promise<void> {
  network.store.refusals = 0;
  for (let minute = 0; minute < 5; minute++) {
    await clock.advance(60_000);
    if (tabs.every(({ session }) => session.status.getState().state === "saved")) return;
  }
}

async function storedDocument(network: ChaosNetwork): Promise<Y.Doc> {
  const { snapshot, updates } = await network.store.load("");
  const doc = new Y.Doc();
  for (const update of snapshot ? [snapshot, ...updates] : updates) Y.applyUpdate(doc, update);
  return doc;
}
