import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  closedEndpointUrl,
  type ScriptedEndpoint,
  startScriptedEndpoint,
} from "../../test/support/scripted-endpoint.ts";
import { failOnUnhandledRejections } from "../../test/support/unhandled-rejections.ts";
import type { Clock } from "../ports.ts";
import { createInference, type Inference, type InferenceEnd } from "./inference.ts";
import { inferenceLimits } from "./limits.ts";
import { readModelSettings } from "./model-settings.ts";
import type { InferenceRequest } from "./question.ts";
import { charsPerToken } from "./tokens.ts";

const request = { path: "src/app.ts", prefix: "const a = ", suffix: ";\n", trigger: "auto" as const };

/** Real timers that can be made to run ahead. */
function testClock(speed = 1): Clock {
  return {
    now: () => performance.now() * speed,
    after(delayMs, action) {
      const timer = setTimeout(action, delayMs / speed);
      return () => clearTimeout(timer);
    },
  };
}

function inferenceOf(urls: readonly string[], clock = testClock()): Inference {
  const entries = urls.map((endpoint, index) => ({
    id: `m${index}`,
    name: `model ${index}`,
    endpoint,
    key: "secret-key",
  }));
  const { endpoints } = readModelSettings({ GLASSHOUSE_MODELS: JSON.stringify(entries) });
  return createInference({ fetch: (url, init) => fetch(url, init), clock, endpoints });
}

async function collect(
  inference: Inference,
  asked: InferenceRequest = request,
): Promise<{ text: string; end: InferenceEnd }> {
  let text = "";
  const end = await inference.complete(asked, new AbortController().signal, (piece) => {
    text += piece;
  });
  return { text, end };
}

failOnUnhandledRejections();

let endpoint: ScriptedEndpoint;
beforeEach(async () => {
  endpoint = await startScriptedEndpoint({ pieces: ["load", "User", "(id)"] });
});
afterEach(async () => {
  await endpoint.close();
});

describe("choosing an endpoint", () => {
  it("an unreachable endpoint is passed over for the next one", async () => {
    const inference = inferenceOf([await closedEndpointUrl(), endpoint.url]);
    const { text, end } = await collect(inference);
    expect(text).toBe("loadUser(id)");
    expect(end).toMatchObject({ type: "done", model: "model 1" });
  });

  it("an answer that has begun is never begun again elsewhere", async () => {
    const second = await startScriptedEndpoint({ pieces: ["never"] });
    endpoint.script = { ...endpoint.script, fault: "hang-after-first" };
    const inference = inferenceOf([endpoint.url, second.url], testClock(10));
    const { text } = await collect(inference);
    expect(text).toBe("load");
    expect(second.requests).toEqual([]);
    await second.close();
  });

  it("after five failures in a row an endpoint is left alone, and asked again later", async () => {
    let now = 0;
    const clock: Clock = { ...testClock(), now: () => now };
    const inference = inferenceOf([endpoint.url], clock);
    const attempt = async () => (await collect(inference)).end;
    endpoint.script = { ...endpoint.script, fault: { status: 500 } };
    for (let count = 0; count < 7; count++)
      expect(await attempt()).toMatchObject({ type: "failed", failure: { code: "upstream-error" } });
    expect(endpoint.requests).toHaveLength(5);
    endpoint.script = { pieces: ["ok"] };
    now = 31_000;
    expect(await attempt()).toMatchObject({ type: "done" });
    endpoint.script = { ...endpoint.script, fault: { status: 500 } };
    await attempt();
    endpoint.script = { pieces: ["ok"] };
    expect(await attempt()).toMatchObject({ type: "done" });
  });

  it("a model that is not configured, and no model at all, are said so", async () => {
    const unknown = await collect(inferenceOf([endpoint.url]), { ...request, model: "gpt" });
    expect(unknown.end).toMatchObject({ type: "failed", failure: { code: "no-model" } });
    const none = await collect(inferenceOf([]));
    expect(none.end).toEqual({ type: "failed", failure: { code: "no-model", message: "No model is connected." } });
  });
});

describe("what is sent", () => {
  const bodyOf = async (overrides: Record<string, unknown>, asked: InferenceRequest = request) => {
    const { endpoints } = readModelSettings({
      GLASSHOUSE_MODELS: JSON.stringify([{ name: "m", endpoint: endpoint.url, ...overrides }]),
    });
    const inference = createInference({ fetch: (url, init) => fetch(url, init), clock: testClock(), endpoints });
    await collect(inference, asked);
    return endpoint.requests.at(-1);
  };

  it("prompt and suffix go apart to an endpoint that fills in by itself", async () => {
    const sent = await bodyOf({});
    expect(sent).toMatchObject({
      path: "/v1/completions",
      body: { model: "m", prompt: "const a = ", suffix: ";\n", stream: true },
    });
  });

  it("a family's tokens frame the code, and tokens inside the code are taken out", async () => {
    const sent = await bodyOf({ fim: "qwen" }, { ...request, prefix: "const t = '<|fim_middle|>';\n" });
    expect(sent?.body["prompt"]).toBe("<|fim_prefix|>const t = '';\n<|fim_suffix|>;\n<|fim_middle|>");
    expect(sent?.body).not.toHaveProperty("suffix");
  });

  it("a long file is cut at line borders, most of it from before the caret", async () => {
    const line = `${"x".repeat(99)}\n`;
    const sent = await bodyOf({}, { ...request, prefix: line.repeat(500), suffix: line.repeat(500) });
    expect(String(sent?.body["prompt"]).length).toBe(11_900);
    expect(String(sent?.body["suffix"]).length).toBe(3_000);
  });

  it("other files go along in the family's form, those that may hold secrets do not", async () => {
    const context = [
      { path: ".env", text: "TOKEN=abc" },
      { path: "src/b.ts", text: "export const b = 1;\n" },
    ];
    const sent = await bodyOf({ fim: "qwen" }, { ...request, context });
    expect(sent?.body["prompt"]).toContain("<|file_sep|>src/b.ts\nexport const b = 1;\n<|file_sep|>src/app.ts\n");
    expect(JSON.stringify(sent)).not.toContain("TOKEN");
  });

  it("code and other files are cut to the context window of the endpoint", async () => {
    const long = "const a = 1;\n".repeat(2_000);
    const context = [{ path: "src/b.ts", text: "export const b = 1;\n".repeat(2_000) }];
    const asked = { ...request, prefix: long, suffix: long, context };
    const sent = await bodyOf({ fim: "qwen", contextTokens: 1_024 }, asked);
    const prompt = String(sent?.body["prompt"]);
    expect(prompt.length).toBeLessThan((1_024 - inferenceLimits.maxTokensAuto) * charsPerToken);
    expect(prompt).toMatch(/file_sep\|>src\/b\.ts\n(?:export const b = 1;\n){10,}<\|file_sep/);
    expect(prompt).toMatch(/prefix\|>(?:const a = 1;\n){50,}<\|fim_suffix/);
  });

  it.each([".env", "app/.env.local", "keys/server.pem", ".ssh/config", "a\\.npmrc"])(
    "%s is never sent",
    async (path) => {
      const { endpoints } = readModelSettings({ GLASSHOUSE_MODEL_URL: endpoint.url });
      const inference = createInference({ fetch: (url, init) => fetch(url, init), clock: testClock(), endpoints });
      const { end } = await collect(inference, { ...request, path });
      expect(end).toMatchObject({ type: "failed", failure: { code: "forbidden" } });
      expect(endpoint.requests).toEqual([]);
    },
  );

  it("a private key in any file is never sent, and the completion is asked for all the same", async () => {
    const key = "MIIEvQIBADANBgkqhkiG9w0BAQ";
    const prefix = `const key = \`-----BEGIN RSA PRIVATE KEY-----\n${key}\n-----END RSA PRIVATE KEY-----\`;\nconst a = `;
    const context = [{ path: "src/keys.ts", text: prefix }];
    const sent = await bodyOf({ fim: "qwen" }, { ...request, prefix, suffix: `;\n${prefix}`, context });
    expect(sent?.body["prompt"]).toContain("const key = `-----BEGIN RSA PRIVATE KEY-----SECRETSECRET");
    expect(JSON.stringify(sent)).not.toContain(key);
  });
});
