import { expect, test } from "vitest";
import { decodeSyncFrame } from "../../../shared/protocol/sync-frame.ts";
import type { WorkspaceStore } from "../../../web/sync/ports.ts";
import { ChaosBrowser, ChaosTab } from "../../support/chaos-client.ts";
import { VirtualClock } from "../../support/chaos-clock.ts";
import { ChaosNetwork } from "../../support/chaos-network.ts";
import { SeededRandom } from "../../support/chaos-random.ts";
import { ChaosLogStore } from "../../support/chaos-store.ts";

const diskMs = 500;

/** A browser whose disk takes its time. */
class SlowBrowser extends ChaosBrowser {
  readonly #clock: VirtualClock;

  constructor(clock: VirtualClock) {
    super();
    this.#clock = clock;
  }

  override openStore(): WorkspaceStore {
    const store = super.openStore();
    const apply: WorkspaceStore["apply"] = (change) =>
      new Promise((resolve, reject) => {
        this.#clock.after(diskMs, () => store.apply(change).then(resolve, reject));
      });
    return { load: () => store.load(), apply, close: () => store.close() };
  }
}

test("[SY2] an edit waits for this browser's disk, however slow, before it is sent", async () => {
  const clock = new VirtualClock();
  const random = new SeededRandom(1);
  const network = new ChaosNetwork(clock, random, new ChaosLogStore(clock));
  await network.start();
  let updates = 0;
  network.fault = (direction, data) => {
    if (direction === "up" && typeof data !== "string" && decodeSyncFrame(data)?.kind === "update") updates++;
    return undefined;
  };
  const browser = new SlowBrowser(clock);
  const tab = await ChaosTab.open({ clock, random, browser, connect: () => network.connect("ada", "editor") });
  await clock.advance(10 * diskMs);
  tab.session.files.create("a.ts", { kind: "file", text: "one" });
  await clock.advance(diskMs - 1);
  expect([browser.disk.outbox.size, updates]).toEqual([0, 0]);
  await clock.advance(diskMs);
  expect(updates).toBe(1);
  await clock.advance(10 * diskMs);
  expect(tab.session.status.getState()).toMatchObject({ state: "saved", pending: 0 });
  await tab.session.dispose();
});
