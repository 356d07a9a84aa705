import { beforeEach, expect, it } from "vitest";
import { createLog, FakeClock, memoryDb, memorySecrets } from "../../test/support/edge-fakes.ts";
import { createInference, type InferenceEnd } from "./inference.ts";
import { inferenceLimits } from "./limits.ts";
import { readModelSettings } from "./model-settings.ts";
import { OwnedModels } from "./owned-models.ts";

const db = memoryDb();
const secrets = memorySecrets();
beforeEach(async () => {
  await db.run("DELETE FROM model_endpoint");
  secrets.all.clear();
});

/** One process that serves completions over the shared database, and what it asked of whom. */
async function processOf(environment: readonly object[] = []) {
  const clock = new FakeClock();
  const asked: { host: string; key: string | undefined }[] = [];
  const fetch = async (url: string, init: RequestInit = {}): Promise<Response> => {
    if (init.method !== "POST") return Response.json({ data: [] });
    const key = new Headers(init.headers).get("authorization")?.replace("Bearer ", "");
    asked.push({ host: new URL(url).host, key });
    return Response.json({ choices: [{ text: "x", finish_reason: "stop" }] });
  };
  const { endpoints: fixed } = readModelSettings({ GLASSHOUSE_MODELS: JSON.stringify(environment) });
  const gateway = createInference({ clock, fetch, endpoints: fixed });
  const owned = new OwnedModels({ db, secrets, clock, log: createLog().log, gateway, fixed });
  await owned.refresh();
  const request = { path: "a.ts", prefix: "a = ", suffix: "", trigger: "auto" as const };
  return {
    owned,
    gateway,
    /** Who was asked for a completion, without the questions of a probe. */
    async ask() {
      const end: InferenceEnd = await gateway.complete(request, new AbortController().signal, () => undefined);
      return end.type === "failed" ? end.failure : { ...asked.at(-1), model: end.model };
    },
  };
}

const at = (host: string) => ({
  name: `model at ${host}`,
  endpoint: `http://${host}/v1`,
  dialect: "openai-completions" as const,
  fim: "qwen" as const,
  tier: "small" as const,
  concurrency: 4,
});

it("what is added is asked by the next request, here and in another process, with its key", async () => {
  const [here, there] = [await processOf(), await processOf()];
  expect(await here.ask()).toMatchObject({ code: "no-model" });
  expect(await here.owned.put("coder", at("gpu:1"), "sk-1")).toEqual({ ok: true });
  expect(await here.ask()).toEqual({ host: "gpu:1", key: "sk-1", model: "model at gpu:1" });
  await there.owned.refresh();
  expect(await there.ask()).toEqual({ host: "gpu:1", key: "sk-1", model: "model at gpu:1" });
});

it('another key within the same moment is used too, and "" takes the key away', async () => {
  const { owned, ask } = await processOf();
  await owned.put("coder", at("gpu:1"), "sk-1");
  await owned.put("coder", at("gpu:1"), "sk-2");
  expect(await ask()).toMatchObject({ key: "sk-2" });
  await owned.put("coder", at("gpu:1"), undefined);
  expect(await ask()).toMatchObject({ key: "sk-2" });
  await owned.put("coder", at("gpu:1"), "");
  expect([await ask(), secrets.all.size]).toMatchObject([{ key: undefined }, 0]);
});

it("an endpoint that moves to another server does not take its key there", async () => {
  const { owned, ask } = await processOf();
  await owned.put("coder", at("gpu:1"), "sk-1");
  await owned.put("coder", { ...at("gpu:1"), endpoint: "http://gpu:1/other/v1" }, undefined);
  expect(await ask()).toMatchObject({ key: "sk-1" });
  await owned.put("coder", at("thief:1"), undefined);
  expect([await ask(), secrets.all.size]).toMatchObject([{ host: "thief:1", key: undefined }, 0]);
});

it("what is left alone is asked by nobody until it is turned on again; its figures stay", async () => {
  const { owned, gateway, ask } = await processOf([{ ...at("fixed:1"), id: "fixed" }]);
  await owned.put("coder", at("gpu:1"), undefined);
  await ask();
  await owned.turn("fixed", true);
  expect(await ask()).toMatchObject({ host: "gpu:1" });
  await owned.turn("coder", true);
  expect(await ask()).toMatchObject({ code: "no-model", message: expect.stringContaining("paused every model") });
  expect(gateway.models()).toEqual([]);
  await owned.turn("fixed", false);
  expect(await ask()).toMatchObject({ host: "fixed:1" });
  expect(gateway.status().endpoints.map(({ id, off, spend }) => [id, off, spend.outcomes["stop"]])).toEqual([
    ["fixed", false, 2],
    ["coder", true, 1],
  ]);
});

it("another name, tier or price leaves an endpoint its figures; another address begins new ones", async () => {
  const { owned, gateway, ask } = await processOf();
  await owned.put("coder", at("gpu:1"), undefined);
  await ask();
  const price = { promptPerMillion: 1_000_000, completionPerMillion: 0 };
  await owned.put("coder", { ...at("gpu:1"), name: "Renamed", tier: "large", price }, undefined);
  const spend = () => gateway.status().endpoints[0]?.spend;
  expect(spend()).toMatchObject({ outcomes: { stop: 1 }, cost: 0 });
  await ask();
  expect(spend()?.outcomes).toEqual({ stop: 2 });
  expect(spend()?.cost).toBeGreaterThan(0);
  await owned.put("coder", at("gpu:2"), undefined);
  expect(spend()?.outcomes).toEqual({});
});

it("those of the environment are neither changed nor removed, and come before a stored one of the same name", async () => {
  const before = await processOf();
  await before.owned.put("fixed", at("gpu:1"), "sk-1");
  const { owned, ask } = await processOf([{ ...at("fixed:1"), id: "fixed" }]);
  expect(await owned.put("fixed", at("gpu:1"), undefined)).toMatchObject({ ok: false, code: "conflict" });
  expect(await owned.remove("fixed")).toMatchObject({ ok: false, code: "conflict" });
  expect([await ask(), await owned.entries()]).toMatchObject([{ host: "fixed:1", key: undefined }, []]);
});

it("what is removed is not asked any more, and its key is gone", async () => {
  const { owned, ask } = await processOf();
  await owned.put("coder", at("gpu:1"), "sk-1");
  expect(await owned.remove("coder")).toEqual({ ok: true });
  expect([await ask(), secrets.all.size]).toMatchObject([{ code: "no-model" }, 0]);
  expect(await owned.remove("coder")).toMatchObject({ ok: false, code: "not-found" });
});

it("there is a bound, and one more is said to be too many", async () => {
  const { owned } = await processOf();
  for (let index = 0; index < inferenceLimits.maxOwnedEndpoints; index++)
    await owned.put(`m${index}`, at("gpu:1"), undefined);
  expect(await owned.put("more", at("gpu:1"), undefined)).toMatchObject({ ok: false, code: "conflict" });
  expect(await owned.put("m1", at("gpu:2"), undefined)).toEqual({ ok: true });
});

it("a request under way ends at the endpoint where it began, though that is removed meanwhile", async () => {
  let answer: (response: Response) => void = () => undefined;
  const clock = new FakeClock();
  const gateway = createInference({
    clock,
    endpoints: [],
    fetch: (_url, init) =>
      init?.method === "POST" ? new Promise((resolve) => (answer = resolve)) : Promise.resolve(Response.json({})),
  });
  const owned = new OwnedModels({ db, secrets, clock, log: createLog().log, gateway, fixed: [] });
  await owned.put("coder", at("gpu:1"), undefined);
  const request = { path: "a.ts", prefix: "a = ", suffix: "", trigger: "auto" as const };
  const end = gateway.complete(request, new AbortController().signal, () => undefined);
  await owned.remove("coder");
  answer(Response.json({ choices: [{ text: "x", finish_reason: "stop" }] }));
  expect(await end).toMatchObject({ type: "done", model: "model at gpu:1" });
});
