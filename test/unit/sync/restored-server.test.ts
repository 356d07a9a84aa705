import { afterEach, expect, test } from "vitest";
import type { LogEntry } from "../../../edge/storage/log-store.ts";
import { decodeSyncFrame } from "../../../shared/protocol/sync-frame.ts";
import type { WorkspaceSession } from "../../../web/sync/session.ts";
import { ChaosBrowser, ChaosTab } from "../../support/chaos-client.ts";
import { VirtualClock } from "../../support/chaos-clock.ts";
import { ChaosNetwork } from "../../support/chaos-network.ts";
import { SeededRandom } from "../../support/chaos-random.ts";
import { ChaosLogStore } from "../../support/chaos-store.ts";

/** A store with a second one beside it that gets everything until the backup ends. */
class BackedUpStore extends ChaosLogStore {
  readonly backup: ChaosLogStore;
  backingUp = true;

  constructor(clock: VirtualClock) {
    super(clock);
    this.backup = new ChaosLogStore(clock);
  }

  override async load(newEpoch: string) {
    if (this.backingUp) await this.backup.load(newEpoch);
    return super.load(newEpoch);
  }

  override async append(entries: readonly LogEntry[]): Promise<void> {
    if (this.backingUp) await this.backup.append(entries);
    await super.append(entries);
  }

  override async issueReplica(replica: number, userId: string): Promise<boolean> {
    if (this.backingUp) await this.backup.issueReplica(replica, userId);
    return super.issueReplica(replica, userId);
  }
}

const open: ChaosTab[] = [];
afterEach(async () => {
  for (const tab of open.splice(0)) await tab.session.dispose();
});

/** People at one server, which can be replaced by another over another store. */
async function world() {
  const clock = new VirtualClock();
  const random = new SeededRandom(1);
  const store = new BackedUpStore(clock);
  const sent = { updates: 0 };
  let network = await serverOver(store);

  async function serverOver(over: ChaosLogStore): Promise<ChaosNetwork> {
    const made = new ChaosNetwork(clock, random, over);
    made.fault = (direction, data) => {
      if (direction === "up" && typeof data !== "string" && decodeSyncFrame(data)?.kind === "update") sent.updates++;
      return undefined;
    };
    await made.start();
    return made;
  }
  return {
    clock,
    store,
    sent,
    network: () => network,
    async join(user: string): Promise<ChaosTab> {
      const browser = new ChaosBrowser();
      const tab = await ChaosTab.open({ clock, random, browser, connect: () => network.connect(user, "editor") });
      open.push(tab);
      await clock.advance(200);
      return tab;
    },
    stop: () => network.kill(),
    async startOver(other: ChaosLogStore): Promise<void> {
      network = await serverOver(other);
    },
  };
}

function make(session: WorkspaceSession, path: string): void {
  const made = session.files.create(path, { kind: "file", text: path });
  if (!made.ok) throw new Error(made.message);
}

const stateOf = (tab: ChaosTab) => tab.session.status.getState().state;
const pathsOf = (tab: ChaosTab) =>
  tab.session.files.tree
    .getState()
    .rows.map((row) => row.path)
    .sort();

test("[PR4] a new store that has grown past the one this browser knew is still another store", async () => {
  const { clock, sent, join, stop, startOver } = await world();
  const ada = await join("ada");
  make(ada.session, "a.ts");
  await clock.advance(200);
  stop();
  await startOver(new ChaosLogStore(clock));
  const ben = await join("ben");
  for (const name of ["b1.ts", "b2.ts", "b3.ts"]) {
    make(ben.session, name);
    await clock.advance(200);
  }
  const before = sent.updates;
  await clock.advance(60_000);
  expect(stateOf(ada)).toBe("server-went-back");
  expect([pathsOf(ada), pathsOf(ben), sent.updates]).toEqual([["a.ts"], ["b1.ts", "b2.ts", "b3.ts"], before]);
});

test("[PR4] a backup of the same store makes the client ask, even when only its own edits are missing there", async () => {
  const { clock, store, sent, join, stop, startOver } = await world();
  const ada = await join("ada");
  make(ada.session, "a.ts");
  await clock.advance(200);
  store.backingUp = false;
  make(ada.session, "b.ts");
  await clock.advance(200);
  stop();
  await startOver(store.backup);
  const before = sent.updates;
  await clock.advance(60_000);
  expect([stateOf(ada), pathsOf(ada), sent.updates]).toEqual(["server-went-back", ["a.ts", "b.ts"], before]);
});

test("[PR4] a backup that others went on with makes the client ask when it lacks other people's edits", async () => {
  const { clock, store, sent, join, stop, startOver } = await world();
  const [ada, ben] = [await join("ada"), await join("ben")];
  make(ada.session, "a.ts");
  await clock.advance(200);
  store.backingUp = false;
  make(ben.session, "lost.ts");
  await clock.advance(200);
  await ben.session.dispose();
  stop();
  await startOver(store.backup);
  const eve = await join("eve");
  for (const name of ["e1.ts", "e2.ts"]) {
    make(eve.session, name);
    await clock.advance(200);
  }
  const before = sent.updates;
  await clock.advance(60_000);
  expect([stateOf(ada), pathsOf(eve), sent.updates]).toEqual(["server-went-back", ["a.ts", "e1.ts", "e2.ts"], before]);
});

test("[SY5] an edit whose acknowledgement was lost is not sent a second time", async () => {
  const { clock, sent, network, join } = await world();
  const ada = await join("ada");
  const count = network().fault;
  network().fault = (direction, data) =>
    direction === "down" && typeof data === "string" && data.includes('"ack"') ? [] : count(direction, data);
  make(ada.session, "a.ts");
  await clock.advance(100);
  network().fault = count;
  network().kill();
  await network().start();
  await clock.advance(20_000);
  expect([stateOf(ada), sent.updates]).toEqual(["saved", 1]);
});
