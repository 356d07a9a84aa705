/** Reliability 39: guests are free to make, so what they may cost is counted by address and workspace as well. */
import { expect, it } from "vitest";
import { createInference, type InferenceEnd, type Sender } from "../../edge/inference/inference.ts";
import { Ledger, type Quotas } from "../../edge/inference/ledger.ts";
import { inferenceLimits } from "../../edge/inference/limits.ts";
import { readModelSettings } from "../../edge/inference/model-settings.ts";
import { createLog, FakeClock, memoryDb } from "../support/edge-fakes.ts";
import { writeReport } from "../support/report.ts";

const guests = 100;
const requestsPerGuest = 1_000;
/** What each answer uses, as the endpoint counts it: more than anybody would have guessed. */
const usedTokens = 700;
/** 200 KB of prompt, of which the edge sends what it sends of any. */
const request = { path: "a.ts", prefix: "const a = 1;\n".repeat(16_000), suffix: "", trigger: "auto" as const };

function gateway(quotas: Quotas) {
  const clock = new FakeClock();
  const bodies: string[] = [];
  const fetch = async (_url: string, init: RequestInit = {}): Promise<Response> => {
    bodies.push(String(init.body));
    const usage = { prompt_tokens: usedTokens, completion_tokens: 0 };
    return Response.json({ choices: [{ text: "x", finish_reason: "stop" }], usage });
  };
  const ledger = new Ledger({ db: memoryDb(), clock, log: createLog().log }, quotas);
  const { endpoints } = readModelSettings({ GLASSHOUSE_MODEL_URL: "http://model.test" });
  const inference = createInference({ fetch, clock, endpoints, ledger });
  const complete = (sender: Sender): Promise<InferenceEnd> =>
    inference.complete({ ...request, sender }, new AbortController().signal, () => undefined);
  return { bodies, complete };
}

const guestAt = (index: number, address: string): Sender => ({
  userId: `g${index}`,
  payers: [
    { kind: "guest", id: `g${index}` },
    { kind: "address", id: address },
    { kind: "workspace", id: "w" },
  ],
});

it.each<[string, Quotas]>([
  ["one address", { address: 50_000 }],
  ["one link", { workspace: 50_000 }],
])("100 guests of %s, each with 1,000 requests, spend no more than its quota and one request", async (name, quotas) => {
  const { bodies, complete } = gateway(quotas);
  const refused: InferenceEnd[] = [];
  for (let round = 0; round < requestsPerGuest; round++) {
    // Parallel sockets: all guests ask in the same moment.
    const everyone = round < 3 ? guests : 1;
    const ends = await Promise.all(
      Array.from({ length: everyone }, (_each, index) => complete(guestAt(index, "203.0.113.7"))),
    );
    refused.push(...ends.filter((end) => end.type === "failed"));
  }
  const spent = bodies.length * usedTokens;
  writeReport(`guest-cost-${name.replace(" ", "-")}`, { calls: bodies.length, spent });
  expect(spent).toBeLessThanOrEqual(50_000 + usedTokens);
  expect(spent).toBeGreaterThan(0);
  expect(refused.at(-1)).toMatchObject({ type: "failed", failure: { code: "quota" } });
  const most = inferenceLimits.maxPromptPrefixChars + 1_000;
  expect(Math.max(...bodies.map(({ length }) => length))).toBeLessThan(most * 1.2);
});

it("whoever has an account is served while the guests' quota is used up", async () => {
  const { complete } = gateway({ guest: 0, address: 0 });
  expect(await complete(guestAt(1, "203.0.113.7"))).toMatchObject({ failure: { code: "quota" } });
  expect(await complete({ userId: "ada", payers: [{ kind: "user", id: "ada" }] })).toMatchObject({ type: "done" });
});
