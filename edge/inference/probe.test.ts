import { describe, expect, it } from "vitest";
import { FakeClock } from "../../test/support/edge-fakes.ts";
import type { DialectName } from "./dialects/index.ts";
import { besides } from "./dialects/route-of.ts";
import { createInference, type Inference, type InferenceEnd } from "./inference.ts";
import { inferenceLimits } from "./limits.ts";
import { readModelSettings } from "./model-settings.ts";

const request = { path: "a.ts", prefix: "const a = ", suffix: ";", trigger: "auto" as const };
const complete = (gateway: Inference): Promise<InferenceEnd> =>
  gateway.complete(request, new AbortController().signal, () => undefined);

type Answers = Record<string, () => Response | Promise<Response>>;

/** A server that answers the given paths; everything else is 404. */
function serve(dialect: DialectName, settings: object, answers: Answers) {
  const clock = new FakeClock();
  const asked: { path: string; body: unknown }[] = [];
  const entry = { name: "m", endpoint: "http://model.test", dialect, key: "sk-secret", ...settings };
  const { endpoints } = readModelSettings({ GLASSHOUSE_MODELS: JSON.stringify([entry]) });
  const fetch = async (url: string, init: RequestInit = {}): Promise<Response> => {
    const path = new URL(url).pathname;
    asked.push({ path, body: typeof init.body === "string" ? JSON.parse(init.body) : undefined });
    await Promise.resolve();
    return (await answers[path]?.()) ?? Response.json({ error: "no such route" }, { status: 404 });
  };
  return { clock, asked, answers, gateway: createInference({ fetch, clock, endpoints }) };
}

const json =
  (value: object, status = 200) =>
  (): Response =>
    Response.json(value, { status });
const completion = json({ choices: [{ text: "1", finish_reason: "stop" }] });

describe("what an endpoint tells of itself", () => {
  it.each<[DialectName, object, Answers, object]>([
    [
      "openai-completions",
      {},
      {
        "/v1/models": json({ data: [{ id: "m", max_model_len: 32_768 }, { id: "other" }] }),
        "/v1/completions": completion,
      },
      { state: "known", models: ["m", "other"], contextTokens: 32_768, fillIn: "accepted" },
    ],
    [
      "openai-completions",
      {},
      {
        "/v1/models": json({ data: [{ id: "m" }] }),
        "/v1/completions": json({ object: "error", message: "suffix is not currently supported" }, 400),
      },
      { state: "known", models: ["m"], contextTokens: undefined, fillIn: "refused" },
    ],
    [
      "openai-completions",
      { fim: "qwen", contextTokens: 4_096 },
      { "/v1/models": json({ data: [{ id: "m", max_model_len: 32_768 }] }) },
      { fillIn: "accepted", contextTokens: 4_096 },
    ],
    [
      "openai-completions",
      {},
      { "/v1/models": json({ data: [{ id: "m", context_window: 512, infill: false }] }) },
      { state: "known", models: ["m"], contextTokens: 512, fillIn: "refused" },
    ],
    ["openai-chat", {}, { "/v1/models": json({ data: [{ id: "m" }] }) }, { state: "known", fillIn: "accepted" }],
    [
      "llama-infill",
      {},
      {
        "/v1/models": json({ data: [{ id: "model.gguf", meta: { n_ctx_train: 32_768 } }] }),
        "/props": json({ default_generation_settings: { n_ctx: 2_048 } }),
        "/infill": json({ error: { code: 501, message: "Infill is not supported by this model" } }, 501),
      },
      { models: ["model.gguf"], contextTokens: 2_048, fillIn: "refused" },
    ],
    [
      "ollama",
      {},
      {
        "/api/tags": json({ models: [{ name: "m:latest" }] }),
        "/api/show": json({ capabilities: ["completion", "insert"], model_info: { "qwen2.context_length": 8_192 } }),
      },
      { models: ["m:latest"], contextTokens: 8_192, fillIn: "accepted" },
    ],
    [
      "mistral",
      {},
      { "/v1/models": json({ data: [{ id: "m", max_context_length: 256_000 }] }) },
      { contextTokens: 256_000, fillIn: "accepted" },
    ],
    ["deepseek", {}, { "/models": json({ data: [{ id: "m" }] }) }, { models: ["m"], fillIn: "accepted" }],
    [
      "dashscope",
      {},
      { "/compatible-mode/v1/models": json({ data: [{ id: "m" }] }) },
      { models: ["m"], fillIn: "accepted" },
    ],
  ])("%s %j", async (dialect, settings, answers, capabilities) => {
    const { gateway } = serve(dialect, settings, answers);
    await gateway.probe();
    expect(gateway.status().endpoints).toMatchObject([{ capabilities, dialect }]);
    expect(JSON.stringify(gateway.status())).not.toContain("sk-secret");
  });

  it.each<[string, () => Response | Promise<Response>]>([
    ["a page", () => new Response("<!doctype html>", { headers: { "content-type": "text/html" } })],
    ["another shape", json({ data: 7, models: "x", default_generation_settings: [] })],
    ["more than is read", () => new Response("x".repeat(inferenceLimits.maxProbeBytes + 1))],
    ["nothing at all", () => Promise.reject(new TypeError("fetch failed"))],
  ])("%s in answer to every question leaves what was known before", async (_name, answer) => {
    const { gateway } = serve("llama-infill", {}, { "/v1/models": answer, "/props": answer, "/infill": answer });
    await gateway.probe();
    expect(gateway.status().endpoints).toMatchObject([{ capabilities: { models: [], contextTokens: undefined } }]);
  });

  it("a server that never answers holds nothing up", async () => {
    const silent = (): Promise<Response> => new Promise(() => undefined);
    const { gateway, clock, answers } = serve("openai-completions", {}, { "/v1/models": silent });
    answers["/v1/completions"] = completion;
    const probing = gateway.probe();
    expect(await complete(gateway)).toMatchObject({ type: "done" });
    clock.advance(inferenceLimits.probeTimeoutMs);
    void probing;
  });
});

describe("what follows from it", () => {
  const refusesSuffix: Answers = {
    "/v1/models": json({ data: [{ id: "qwen2.5-coder-7b" }] }),
    "/v1/completions": json({ error: "suffix is not supported" }, 400),
  };
  const promptOf = async (model: string): Promise<unknown> => {
    const { gateway, asked } = serve("openai-completions", { model }, refusesSuffix);
    await gateway.probe();
    await complete(gateway);
    return asked.at(-1)?.body;
  };

  it("where no suffix is taken, the family that the name tells of frames the prompt", async () => {
    const body = await promptOf("qwen2.5-coder-7b");
    expect(body).toMatchObject({ prompt: "<|fim_prefix|>const a = <|fim_suffix|>;<|fim_middle|>" });
    expect(body).not.toHaveProperty("suffix");
  });

  it("a name that tells of none gets the code before the caret", async () => {
    const body = await promptOf("some-model");
    expect(body).toMatchObject({ prompt: "const a = " });
    expect(body).not.toHaveProperty("suffix");
  });

  it("an endpoint that was away is asked again with a later completion", async () => {
    const { gateway, clock, asked, answers } = serve("deepseek", {}, {});
    const away = (): Promise<Response> => Promise.reject(new TypeError("fetch failed"));
    answers["/models"] = away;
    answers["/beta/completions"] = completion;
    await gateway.probe();
    const looks = (): number => asked.filter(({ path }) => path === "/models").length;
    await complete(gateway);
    expect(looks()).toBe(1);
    clock.advance(inferenceLimits.probeAgainMs);
    await complete(gateway);
    expect(looks()).toBe(2);
  });
});

it.each([
  ["http://a.test/v1/completions", "/v1/completions", "/v1/models", "http://a.test/v1/models"],
  ["http://a.test/api/v2/completions", "/v1/completions", "/v1/models", "http://a.test/api/v2/models"],
  ["http://a.test/gpu/infill", "/infill", "/props", "http://a.test/gpu/props"],
  ["http://a.test/beta/completions", "/beta/completions", "/models", "http://a.test/models"],
])("beside %s the route %s has %s at %s", (url, route, other, expected) => {
  expect(besides(url, route, other)).toBe(expected);
});
