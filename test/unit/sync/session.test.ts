import { afterEach, expect, test } from "vitest";
import { ChaosBrowser, ChaosTab } from "../../support/chaos-client.ts";
import { VirtualClock } from "../../support/chaos-clock.ts";
import { ChaosNetwork } from "../../support/chaos-network.ts";
import { SeededRandom } from "../../support/chaos-random.ts";
import { ChaosLogStore } from "../../support/chaos-store.ts";

const open: ChaosTab[] = [];
afterEach(async () => {
  for (const tab of open.splice(0)) await tab.session.dispose();
});

async function world(seed = 1) {
  const clock = new VirtualClock();
  const random = new SeededRandom(seed);
  const network = new ChaosNetwork(clock, random, new ChaosLogStore(clock));
  await network.start();
  const join = async (user: string, browser = new ChaosBrowser(), role: "editor" | "viewer" = "editor") => {
    const tab = await ChaosTab.open({ clock, random, browser, connect: () => network.connect(user, role) });
    open.push(tab);
    await clock.advance(100);
    return tab;
  };
  return { clock, network, join };
}

test("what one person types the other reads", async () => {
  const { clock, join } = await world();
  const ada = await join("ada");
  const ben = await join("ben");
  const made = ada.session.files.create("src/a.ts", { kind: "file", text: "one" });
  await clock.advance(100);
  expect(ben.session.files.tree.getState().rows.map((row) => row.path)).toEqual(["src", "src/a.ts"]);
  expect(made.ok && ben.session.files.text(made.value)?.toString()).toBe("one");
  expect(ada.session.status.getState()).toEqual({
    state: "saved",
    pending: 0,
    role: "editor",
    reason: undefined,
    message: "",
  });
});
