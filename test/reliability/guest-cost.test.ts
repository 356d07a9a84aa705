/** Reliability 39: guests are free to make, so what they may cost is counted by address and workspace as well. */
import { expect, it } from "vitest";
import { createInference, type InferenceEnd } from "../../edge/inference/inference.ts";
import { Ledger, type Quotas } from "../../edge/inference/ledger.ts";
import { inferenceLimits } from "../../edge/inference/limits.ts";
import { readModelSettings } from "../../edge/inference/model-settings.ts";
import type { Sender } from "../../edge/inference/question.ts";
import { openAssistantSocket } from "../../edge/rooms/assistant-socket.ts";
import { openDial } from "../../shared/access/dial.ts";
import { closeCodes } from "../../shared/protocol/close-codes.ts";
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
  return { bodies, complete, inference, clock };
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

it("a guest with a new cookie for each request is the same address", async () => {
  const { bodies, complete } = gateway({ guest: 5_000, address: 50_000 });
  const ends: InferenceEnd[] = [];
  for (let index = 0; index < requestsPerGuest; index++) ends.push(await complete(guestAt(index, "203.0.113.7")));
  expect(bodies.length * usedTokens).toBeLessThanOrEqual(50_000 + usedTokens);
  expect(ends.at(-1)).toMatchObject({
    failure: { code: "quota", message: expect.stringContaining("the day ends at 0:00 UTC") },
    quota: { usedTokens: 50_000, limitTokens: 50_000 },
  });
  expect(await complete(guestAt(1, "203.0.113.8"))).toMatchObject({ type: "done" });
});

it("a prompt of 200 KB and a forged number of tokens are no frames of the protocol, and nobody is asked", async () => {
  const { bodies, inference, clock } = gateway({});
  const sent: string[] = [];
  const closed: number[] = [];
  const socket = openAssistantSocket(
    { inference, clock, workspaces: { accessOf: async () => "owner", dialOf: async () => openDial } },
    { id: "g1", guest: true, address: "203.0.113.7" },
    { send: (text) => sent.push(String(text)), close: (code) => closed.push(code) },
  );
  socket.receive('{"type":"hello","protocol":1}');
  const blank = {
    type: "complete",
    id: "1",
    workspace: "0".repeat(26),
    path: "a.ts",
    language: "typescript",
    trigger: "auto",
  };
  const forgeries = [
    { ...blank, prefix: request.prefix, suffix: "" },
    { ...blank, prefix: "a", suffix: request.prefix },
    ...["max_tokens", "maxTokens", "n", "best_of", "temperature", "payers", "sender", "guest"].map((name) => {
      return { ...blank, prefix: "a", suffix: "", [name]: 100_000 };
    }),
  ];
  for (const forged of forgeries) socket.receive(JSON.stringify(forged));
  await new Promise((resolve) => setImmediate(resolve));
  const codes = sent.slice(1).map((text) => JSON.parse(text).code);
  expect([codes, bodies, closed]).toEqual([forgeries.map(() => "bad-frame"), [], [closeCodes.badFrame]]);
});

/** An endpoint that takes `serviceMs` of the fake clock for each answer. */
function busyEndpoint(concurrency: number) {
  const clock = new FakeClock();
  const asked: string[] = [];
  const fetch = (_url: string, init: RequestInit = {}): Promise<Response> => {
    asked.push(JSON.parse(String(init.body)).prompt);
    return new Promise((resolve) => {
      clock.after(serviceMs, () => resolve(Response.json({ choices: [{ text: "x", finish_reason: "stop" }] })));
    });
  };
  const entry = [{ name: "m", endpoint: "http://model.test", concurrency }];
  const { endpoints } = readModelSettings({ GLASSHOUSE_MODELS: JSON.stringify(entry) });
  const inference = createInference({ fetch, clock, endpoints });
  const complete = (prefix: string, sender: Sender): Promise<InferenceEnd> =>
    inference.complete({ ...request, prefix, sender }, new AbortController().signal, () => undefined);
  const step = async (durationMs: number): Promise<void> => {
    clock.advance(durationMs);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { clock, asked, complete, step };
}
const serviceMs = 100;
const stepMs = 5;
const ada: Sender = { userId: "ada", payers: [{ kind: "user", id: "ada" }] };

/** How long Ada waits for each of her requests while so many guests ask without end, each by four sockets. */
async function waitsOf(guestCount: number): Promise<number[]> {
  const { clock, complete, step } = busyEndpoint(64);
  let flooding = true;
  const flood = async (index: number): Promise<void> => {
    while (flooding) {
      const end = await complete("const guest = ", guestAt(index, "203.0.113.7"));
      // Refused at once: a guest who does not wait either.
      if (end.type === "failed") await new Promise<void>((resolve) => clock.after(stepMs, resolve));
    }
  };
  const floods = Array.from({ length: guestCount * 4 }, (_each, index) => flood(Math.floor(index / 4)));
  await step(stepMs);
  const waits: number[] = [];
  for (let count = 0; count < 20; count++) {
    const from = clock.now();
    let ended: InferenceEnd | undefined;
    void complete("const ada = ", ada).then((end) => {
      ended = end;
      waits.push(clock.now() - from);
    });
    while (!ended) await step(stepMs);
    expect(ended.type).toBe("done");
    await step(37);
  }
  flooding = false;
  for (let steps = 0; steps < 200; steps++) await step(stepMs * 4);
  await Promise.all(floods);
  return waits;
}

it("whoever has an account waits no longer for 100 guests who ask without end", async () => {
  const p95 = (waits: number[]): number =>
    waits.toSorted((left, right) => left - right)[Math.floor(waits.length * 0.95)] ?? 0;
  const [alone, crowded] = [p95(await waitsOf(0)), p95(await waitsOf(guests))];
  writeReport("guest-cost-account-waits", { alone, crowded });
  expect(alone).toBeGreaterThanOrEqual(serviceMs);
  expect(crowded).toBeLessThanOrEqual(1.2 * alone);
});

it("where an endpoint does one thing at a time, whoever has an account is next, before 100 guests who came first", async () => {
  const { asked, complete, step } = busyEndpoint(1);
  const ends = Array.from({ length: guests }, (_each, index) =>
    complete(`guest ${index}`, guestAt(index, "203.0.113.7")),
  );
  await step(0);
  const own = complete("ada", ada);
  for (let steps = 0; steps < 40; steps++) await step(serviceMs);
  await Promise.all([own, ...ends]);
  expect(asked.slice(0, 3)).toEqual(["guest 0", "ada", "guest 1"]);
});

it("whoever has an account is served while the guests' quota is used up", async () => {
  const { complete } = gateway({ guest: 0, address: 0 });
  expect(await complete(guestAt(1, "203.0.113.7"))).toMatchObject({ failure: { code: "quota" } });
  expect(await complete({ userId: "ada", payers: [{ kind: "user", id: "ada" }] })).toMatchObject({ type: "done" });
});
