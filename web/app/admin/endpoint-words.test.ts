import { expect, test } from "vitest";
import { adminEn } from "../../i18n/admin/en.ts";
import { en } from "../../i18n/en.ts";
import type { EndpointView } from "./admin-api.ts";
import { codeWord, outcomeWords, stateOf } from "./endpoint-words.ts";

const endpoint: EndpointView = {
  id: "m",
  name: "m",
  endpoint: "gpu",
  tier: "small",
  keySet: false,
  off: false,
  capabilities: { state: "known", fillIn: "accepted" },
  pausedMs: 0,
  running: 0,
  waiting: 0,
  spend: { outcomes: {}, today: { day: "", tokens: 0, cost: 0 } },
};

test.each<[Partial<EndpointView>, string, string]>([
  [{}, "Ready", "ok"],
  [{ off: true, pausedMs: 9_000 }, "Paused by you", "quiet"],
  [{ pausedMs: 9_001 }, "Left alone for 10 s after failures", "bad"],
  [{ capabilities: { state: "unreachable", fillIn: "unknown" } }, "Was not reachable", "warn"],
  [{ capabilities: { state: "unknown", fillIn: "unknown" } }, "Not asked yet", "quiet"],
])("%o reads %s", (change, text, tone) => {
  expect(stateOf({ ...endpoint, ...change }, adminEn)).toEqual({ text, tone });
});

test("calls are told by how they ended, the most frequent first, in words", () => {
  expect(outcomeWords({ stop: 2, timeout: 7, cancelled: 1 }, adminEn, en)).toBe(
    "7 no answer in time · 2 whole · 1 called off",
  );
  expect(outcomeWords({}, adminEn, en)).toBe("");
  expect(codeWord("of-tomorrow", en)).toBe("of-tomorrow");
});
