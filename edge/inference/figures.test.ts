import { expect, it } from "vitest";
import { FakeClock } from "../../test/support/edge-fakes.ts";
import { createEndpointState } from "./endpoint-state.ts";
import { figuresOf } from "./figures.ts";
import { CallAccount } from "./meter.ts";
import { readModelSettings } from "./model-settings.ts";
import { addGateways, type GatewayFigures, gatewayStatus } from "./status.ts";

const price = { promptPerMillion: 10, completionPerMillion: 10 };
const dayMs = 86_400_000;

/** What one process knows after calls of so many milliseconds each. */
function gatewayAfter(callsMs: readonly number[], startMs = 0): GatewayFigures {
  const [endpoint] = readModelSettings({
    GLASSHOUSE_MODELS: JSON.stringify([{ name: "m", endpoint: "http://gpu", key: "sk-secret", price }]),
  }).endpoints;
  if (!endpoint) throw new Error("the settings are good");
  const state = createEndpointState(endpoint, new FakeClock());
  for (const callMs of callsMs) {
    const account = new CallAccount(startMs, 0);
    account.heard(startMs + callMs, "abc");
    account.end(startMs + callMs, { promptTokens: 900, completionTokens: 100 }, true);
    state.meter.add("stop", account);
  }
  if (callsMs.length > 0) state.meter.failed({ code: "cut", message: "gpu stopped." }, startMs);
  const decision = { atMs: startMs, route: "typing", size: "short", asked: ["m"], paused: [] };
  return { endpoints: [figuresOf(state)], decisions: callsMs.length > 0 ? [decision] : [] };
}

it("what several processes know of an endpoint adds up, latencies as if one had measured them all", () => {
  const { endpoints, decisions } = gatewayStatus(
    addGateways(gatewayAfter([]), [gatewayAfter([10, 20, 30], 5), gatewayAfter([40, 50], 3), gatewayAfter([])]),
  );
  expect(endpoints).toMatchObject([
    {
      id: "m",
      keySet: true,
      lastFailure: { atMs: 5, code: "cut" },
      spend: { outcomes: { stop: 5 }, promptTokens: 4_500, completionTokens: 500, firstByteP50Ms: 30, totalP95Ms: 50 },
    },
  ]);
  expect(endpoints[0]?.spend.cost).toBeCloseTo(0.05);
  expect(endpoints[0]?.spend.today).toMatchObject({ day: "1970-01-01", tokens: 5_000 });
  expect(decisions.map(({ atMs }) => atMs)).toEqual([3, 5]);
  expect(JSON.stringify(endpoints)).not.toContain("sk-secret");
});

it("a day's tokens are those of the newest day that any of them has seen", () => {
  const own = gatewayAfter([10]);
  const { endpoints } = gatewayStatus(addGateways(own, [gatewayAfter([10, 10], dayMs)]));
  expect(endpoints[0]?.spend.today).toMatchObject({ day: "1970-01-02", tokens: 2_000 });
  expect(endpoints[0]?.spend.promptTokens).toBe(2_700);
});

it("an endpoint that only others know is not shown: it was removed", () => {
  expect(addGateways({ endpoints: [], decisions: [] }, [gatewayAfter([10])]).endpoints).toEqual([]);
});
