import { expect, test } from "vitest";
import { closedDial, openDial } from "../../../shared/access/dial.ts";
import { ChaosBrowser, ChaosTab } from "../../support/chaos-client.ts";
import { VirtualClock } from "../../support/chaos-clock.ts";
import { ChaosNetwork } from "../../support/chaos-network.ts";
import { SeededRandom } from "../../support/chaos-random.ts";
import { ChaosLogStore } from "../../support/chaos-store.ts";

test("[SY13] what the assistant may do is known with the welcome, follows each turn, and is known again after the server's restart", async () => {
  const clock = new VirtualClock();
  const random = new SeededRandom(1);
  const network = new ChaosNetwork(clock, random, new ChaosLogStore(clock));
  await network.start();
  const browser = new ChaosBrowser();
  const { session } = await ChaosTab.open({ clock, random, browser, connect: () => network.connect("ada") });
  await clock.advance(200);
  expect(session.dial.getState()).toEqual(openDial);
  network.setDial(closedDial);
  await clock.advance(200);
  expect(session.dial.getState()).toEqual(closedDial);
  network.kill();
  network.setDial(openDial);
  await network.start();
  await clock.advance(60_000);
  expect(session.dial.getState()).toEqual(openDial);
  await session.dispose();
});
