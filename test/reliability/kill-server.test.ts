/** Reliability test 1: the real server dies by kill -9 in mid-edit, twenty times. */
import { rmSync } from "node:fs";
import { expect, test } from "vitest";
import { MemoryDisk } from "../../web/sync/memory-store.ts";
import type { WorkspaceSession } from "../../web/sync/session.ts";
import { NodeProfile } from "../support/chaos-node-client.ts";
import { SeededRandom } from "../support/chaos-random.ts";
import { writeReport } from "../support/report.ts";
import { freePort, type RunningServer, startServer } from "../support/server.ts";

const rounds = Number(process.env["ROUNDS"] ?? 20);
const editsPerWriter = 1_000;
const seed = 1;
/** Ten times the goal of 3 s. */
const waitMs = 30_000;

test(`[reliability 1] ${rounds} kills of the server in mid-edit lose no acknowledged edit and double none`, async () => {
  const world = await begin();
  const startedAt = performance.now();
  const { figures, writers } = world;
  for (let round = 0; round < rounds; round++) {
    const { words, acked } = await editUntilKilled(world, round);
    await count(world, (held) => {
      figures.ackedLost += acked.filter((word) => !held.includes(word)).length;
    });
    await comeBack(world);
    await count(world, (held) => {
      const times = words.map((word) => held.split(word).length - 1);
      figures.missing += times.filter((each) => each === 0).length;
      figures.doubled += times.filter((each) => each > 1).length;
    });
    figures.edits += words.length;
    figures.ackedBeforeKill += acked.length;
  }
  figures.tookMs = Math.round(performance.now() - startedAt);
  for (const writer of writers) await writer.dispose();
  await world.server.stop();
  rmSync(world.server.dataDir, { recursive: true, force: true });
  writeReport("reliability-1-kill-server", figures);
  expect(figures).toMatchObject({ ackedLost: 0, missing: 0, doubled: 0, edits: rounds * 2 * editsPerWriter });
  expect(figures.ackedBeforeKill).toBeGreaterThan(rounds);
});

async function begin() {
  const server: RunningServer = await startServer({ port: await freePort() });
  const profile = await NodeProfile.guest(server.origin);
  const workspace = await profile.createWorkspace();
  const writers = [await profile.open(workspace), await profile.open(workspace, new MemoryDisk())];
  await Promise.all(writers.map(saved));
  const figures = {
    rounds,
    seed,
    edits: 0,
    ackedBeforeKill: 0,
    ackedLost: 0,
    missing: 0,
    doubled: 0,
    slowestFirstAckMs: 0,
    tookMs: 0,
  };
  return { server, profile, workspace, writers, figures, random: new SeededRandom(seed) };
}

type World = Awaited<ReturnType<typeof begin>>;

/** Two people write a file each; somewhere on the way the server is killed and comes up again, unseen by them. */
async function editUntilKilled(world: World, round: number): Promise<{ words: string[]; acked: string[] }> {
  const { writers, profile, server } = world;
  const texts = writers.map((writer, index) => newText(writer, `round-${round}-${index}.txt`));
  const words = writers.map((): string[] => []);
  const killAt = Math.floor(editsPerWriter * (0.2 + 0.6 * world.random.next()));
  let acked: string[] = [];
  let dead: Promise<void> | undefined;
  for (let edit = 0; edit < editsPerWriter; edit++) {
    for (const [index, text] of texts.entries()) {
      const word = `w${round}-${index}-${edit};`;
      words[index]?.push(word);
      text.insert(text.length, word);
    }
    // Some edits, then the network has its turn: acknowledgements come while others are on their way.
    if (edit % 12 === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    if (edit !== killAt) continue;
    profile.offline = true;
    acked = writers.flatMap((writer, index) => withoutPending(writer, words[index] ?? []));
    dead = server.kill9();
  }
  await dead;
  world.server = await startServer({ port: server.port, dataDir: server.dataDir });
  return { words: words.flat(), acked };
}

/** Edits are acknowledged in the order they were made. */
function withoutPending(writer: WorkspaceSession, words: string[]): string[] {
  return words.slice(0, Math.max(0, words.length - writer.status.getState().pending));
}

async function comeBack({ profile, writers, figures }: World): Promise<void> {
  profile.offline = false;
  const backAt = performance.now();
  for (const writer of writers) writer.reconnect();
  const pending = writers.map((writer) => writer.status.getState().pending);
  await until(() => writers.some((writer, index) => writer.status.getState().pending < (pending[index] ?? 0)));
  figures.slowestFirstAckMs = Math.max(figures.slowestFirstAckMs, Math.round(performance.now() - backAt));
  await Promise.all(writers.map(saved));
}

/** What somebody reads who has never been here, while the writers stay as they are. */
async function count({ profile, workspace }: World, look: (held: string) => void): Promise<void> {
  const reader = await profile.open(workspace, new MemoryDisk(), { always: true });
  await saved(reader);
  const { rows } = reader.files.tree.getState();
  look(rows.map((row) => reader.files.text(row.id)?.toString() ?? "").join(""));
  await reader.dispose();
}

function newText(writer: WorkspaceSession, path: string) {
  const made = writer.files.create(path, { kind: "file", text: "" });
  const text = made.ok ? writer.files.text(made.value) : undefined;
  if (!text) throw new Error(`no file: ${JSON.stringify(made)}`);
  return text;
}

function saved(writer: WorkspaceSession): Promise<void> {
  return until(() => writer.status.getState().state === "saved");
}

async function until(condition: () => boolean): Promise<void> {
  for (const deadline = performance.now() + waitMs; performance.now() < deadline; ) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`not within ${waitMs} ms`);
}
