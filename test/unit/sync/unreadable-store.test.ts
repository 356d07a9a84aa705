import { afterEach, expect, test } from "vitest";
import type { WorkspaceStore } from "../../../web/sync/ports.ts";
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

/** A browser whose disk opens; the load of that number, counted from one, and all later ones fail until `mend`. */
class UnreadableBrowser extends ChaosBrowser {
  failFrom = Number.POSITIVE_INFINITY;
  stillOpen = 0;

  override openStore(): WorkspaceStore {
    const store = super.openStore();
    let loads = 0;
    this.stillOpen++;
    return {
      ...store,
      load: () => (++loads >= this.failFrom ? Promise.reject(new Error("UnknownError: internal error")) : store.load()),
      close: () => {
        this.stillOpen--;
        store.close();
      },
    };
  }

  mend(): void {
    this.failFrom = Number.POSITIVE_INFINITY;
  }
}

async function world() {
  const clock = new VirtualClock();
  const random = new SeededRandom(1);
  const network = new ChaosNetwork(clock, random, new ChaosLogStore(clock));
  await network.start();
  const join = async (user: string, browser: ChaosBrowser) => {
    const tab = await ChaosTab.open({ clock, random, browser, connect: () => network.connect(user, "editor") });
    open.push(tab);
    await clock.advance(200);
    return tab;
  };
  return { clock, network, join };
}

function make(session: WorkspaceSession, path: string, text: string): void {
  expect(session.files.create(path, { kind: "file", text })).toMatchObject({ ok: true });
}

function read(session: WorkspaceSession): Record<string, string> {
  const { rows } = session.files.tree.getState();
  return Object.fromEntries(rows.map((row) => [row.path, session.files.text(row.id)?.toString() ?? ""]));
}

test.each([
  ["at once", 1],
  ["only after the tab has claimed its id", 2],
])(
  "[reliability 12] a store that opens and then cannot be read (%s) is let go, and edits are saved by the server alone",
  async (_when, failFrom) => {
    const { clock, network, join } = await world();
    const browser = new UnreadableBrowser();
    browser.failFrom = failFrom;
    const ada = await join("ada", browser);
    expect(browser.stillOpen).toBe(0);
    network.kill();
    make(ada.session, "a.ts", "one");
    await clock.advance(1_000);
    expect(ada.session.status.getState()).toMatchObject({ state: "not-saved", reason: "storage-full", pending: 1 });
    await network.start();
    await clock.advance(20_000);
    expect(ada.session.status.getState()).toMatchObject({ state: "saved", pending: 0 });
    expect(read((await join("ben", new ChaosBrowser())).session)).toEqual({ "a.ts": "one" });
  },
);

test("[reliability 12] what an unreadable store holds is untouched, and is sent when it can be read again", async () => {
  const { clock, network, join } = await world();
  const browser = new UnreadableBrowser();
  const ada = await join("ada", browser);
  network.kill();
  make(ada.session, "before.ts", "kept");
  await clock.advance(1_000);
  await network.start();
  browser.failFrom = 2;
  await ada.reload();
  await clock.advance(20_000);
  expect(read(ada.session)).toEqual({});
  make(ada.session, "meanwhile.ts", "in memory");
  await clock.advance(20_000);
  browser.mend();
  await ada.reload();
  await clock.advance(20_000);
  expect(read(ada.session)).toEqual({ "before.ts": "kept", "meanwhile.ts": "in memory" });
  expect(ada.session.status.getState()).toMatchObject({ state: "saved", pending: 0 });
});

test("a store that can no longer be read once the workspace is open leaves the tabs to the server", async () => {
  const { clock, network, join } = await world();
  const browser = new UnreadableBrowser();
  browser.failFrom = 3;
  const [one, two] = [await join("ada", browser), await join("ada", browser)];
  network.kill();
  make(one.session, "a.ts", "one");
  await clock.advance(1_000);
  expect(read(two.session)).toEqual({});
  await network.start();
  await clock.advance(20_000);
  expect(read(two.session)).toEqual({ "a.ts": "one" });
  await one.session.dispose();
  await clock.advance(1_000);
  expect(two.session.status.getState()).toMatchObject({ state: "saved", pending: 0 });
});
