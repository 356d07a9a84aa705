import { expect, it } from "vitest";
import { FakeClock } from "../../test/support/edge-fakes.ts";
import { createEndpointState } from "./endpoint-state.ts";
import { figuresOf } from "./figures.ts";
import { CallAccount } from "./meter.ts";
import { metricsOf } from "./metrics.ts";
import { readModelSettings } from "./model-settings.ts";

it("has every figure with its help and type, labels quoted, times in seconds", () => {
  const entry = { name: 'a "b"\\\n', endpoint: "http://gpu:8000", key: "sk-secret" };
  const [endpoint] = readModelSettings({ GLASSHOUSE_MODELS: JSON.stringify([entry]) }).endpoints;
  if (!endpoint) throw new Error("the settings are good");
  const state = createEndpointState(endpoint, new FakeClock());
  const account = new CallAccount(0, 30);
  account.heard(250, "abc");
  account.end(500, undefined, true);
  state.meter.add("stop", account);
  const text = metricsOf([figuresOf(state)]);
  const labels = 'model="a \\"b\\"\\\\",endpoint="gpu:8000"';
  for (const line of [
    "# TYPE glasshouse_model_calls_total counter",
    `glasshouse_model_calls_total{${labels},outcome="stop"} 1`,
    `glasshouse_model_tokens_total{${labels},kind="prompt"} 10`,
    `glasshouse_model_first_byte_seconds{${labels},quantile="0.95"} 0.25`,
    `glasshouse_model_answer_seconds_sum{${labels}} 0.5`,
    `glasshouse_model_paused{${labels}} 0`,
  ])
    expect(text.split("\n")).toContain(line);
  expect(text).not.toContain("sk-secret");
  expect(text.endsWith("\n")).toBe(true);
});
