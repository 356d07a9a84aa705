import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  closedEndpointUrl,
  type EndpointFault,
  type ScriptedEndpoint,
  startScriptedEndpoint,
} from "../../test/support/scripted-endpoint.ts";
import type { Clock } from "../ports.ts";
import { createInference, type Inference, type InferenceEvent } from "./inference.ts";
import { readModelSettings } from "./model-settings.ts";

const request = { path: "src/app.ts", prefix: "const a = ", suffix: ";\n", trigger: "auto" as const };
const dialects = ["openai-completions", "openai-chat"] as const;

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

function inferenceOf(urls: readonly string[], dialect: (typeof dialects)[number], clock = testClock()): Inference {
  const entries = urls.map((endpoint, index) => ({
    id: `m${index}`,
    name: `model ${index}`,
    endpoint,
    dialect,
    key: "secret-key",
  }));
  const { endpoints } = readModelSettings({ GLASSHOUSE_MODELS: JSON.stringify(entries) });
  return createInference({ fetch: (url, init) => fetch(url, init), clock, endpoints });
}

async function collect(
  events: AsyncIterable<InferenceEvent>,
): Promise<{ text: string; end: InferenceEvent | undefined; ends: number }> {
  let text = "";
  const ends: InferenceEvent[] = [];
  for await (const event of events) {
    if (event.type === "text") text += event.text;
    else ends.push(event);
  }
  return { text, end: ends[0], ends: ends.length };
}

const unhandled: unknown[] = [];
const remember = (reason: unknown) => void unhandled.push(reason);

let endpoint: ScriptedEndpoint;
beforeEach(async () => {
  unhandled.length = 0;
  process.on("unhandledRejection", remember);
  endpoint = await startScriptedEndpoint({ pieces: ["load", "User", "(id)"] });
});
afterEach(async () => {
  await endpoint.close();
  process.off("unhandledRejection", remember);
  expect(unhandled).toEqual([]);
});

describe.each(dialects)("%s", (dialect) => {
  const complete = (inference: Inference, signal = new AbortController().signal) =>
    collect(inference.complete(request, signal));

  it("streams the completion and says what answered and how fast", async () => {
    const { text, end, ends } = await complete(inferenceOf([endpoint.url], dialect));
    expect(text).toBe("loadUser(id)");
    expect(ends).toBe(1);
    expect(end).toMatchObject({ type: "done", reason: "stop", model: "model 0", endpoint: new URL(endpoint.url).host });
    expect(endpoint.requests[0]?.headers["authorization"]).toBe("Bearer secret-key");
  });

  const faults: [name: string, fault: EndpointFault, expected: { code: string; text?: string }][] = [
    ["hangs before the first byte", "hang", { code: "timeout" }],
    ["hangs in the middle of the answer", "hang-after-first", { code: "timeout", text: "load" }],
    ["cuts an event in the middle of its JSON", "cut-json", { code: "cut" }],
    ["cuts a character in the middle", "cut-utf8", { code: "cut" }],
    ["ends without any end mark", "no-done", { code: "cut", text: "loadUser(id)" }],
    ["answers 200 with a page", "html", { code: "garbage" }],
    ["sends events that are no JSON", "garbage", { code: "garbage" }],
    ["sends one event without end", "huge-event", { code: "garbage" }],
    ["reports an error inside the stream", "error-in-stream", { code: "upstream-error" }],
    ["redirects elsewhere", "redirect", { code: "upstream-error" }],
    ["refuses the key", { status: 401 }, { code: "unauthorized" }],
    ["does not know the model", { status: 404 }, { code: "not-found" }],
    ["asks for patience", { status: 429, headers: { "retry-after": "60" } }, { code: "rate-limited" }],
    ["breaks", { status: 500, body: "<html>Traceback</html>" }, { code: "upstream-error" }],
    ["is overloaded", { status: 503 }, { code: "upstream-error" }],
  ];
  it.each(faults)(
    "an endpoint that %s is a typed error with its name, and partial text is kept",
    async (_name, fault, expected) => {
      endpoint.script = { ...endpoint.script, fault };
      const { text, end, ends } = await complete(inferenceOf([endpoint.url], dialect, testClock(10)));
      expect(ends).toBe(1);
      expect(end).toMatchObject({
        type: "failed",
        failure: { code: expected.code, endpoint: new URL(endpoint.url).host },
      });
      expect(end?.type === "failed" && end.failure.message).toContain(new URL(endpoint.url).host);
      expect(JSON.stringify(end)).not.toContain("secret-key");
      if (dialect === "openai-completions" || !expected.text) expect(text).toBe(expected.text ?? "");
    },
  );

  it("an address where nobody listens is a typed error", async () => {
    const url = await closedEndpointUrl();
    const { end } = await complete(inferenceOf([url], dialect));
    expect(end).toMatchObject({ type: "failed", failure: { code: "refused", endpoint: new URL(url).host } });
  });

  it.each<EndpointFault>(["no-done-but-finished", "duplicates", "nul", "one-byte"])(
    "%s changes nothing in the completion",
    async (fault) => {
      endpoint.script = { ...endpoint.script, fault };
      const { text, end } = await complete(inferenceOf([endpoint.url], dialect));
      expect(text).toBe("loadUser(id)");
      expect(end).toMatchObject({ type: "done", reason: "stop" });
    },
  );

  it("a model that does not stop is stopped", async () => {
    endpoint.script = { pieces: ["x"], fault: "endless" };
    const { end, text } = await complete(inferenceOf([endpoint.url], dialect));
    expect(end).toMatchObject({ type: "done", reason: "length" });
    expect(text.length).toBeLessThanOrEqual(17_000);
    await endpoint.aborted(1);
  });

  it("cancelling aborts the upstream request", async () => {
    endpoint.script = { pieces: ["one ", "two ", "three "], delayMs: 300 };
    const controller = new AbortController();
    const result = complete(inferenceOf([endpoint.url], dialect), controller.signal);
    while (!endpoint.requests.length) await new Promise((resolve) => setTimeout(resolve, 5));
    controller.abort();
    expect((await result).end).toMatchObject({ type: "done", reason: "cancelled" });
    await endpoint.aborted(1);
  });

  it("a consumer that walks away aborts the upstream request", async () => {
    endpoint.script = { pieces: ["one ", "two ", "three "], delayMs: 50 };
    for await (const event of inferenceOf([endpoint.url], dialect).complete(request, new AbortController().signal)) {
      if (event.type === "text") break;
    }
    await endpoint.aborted(1);
  });
});

describe("choosing an endpoint", () => {
  it("an unreachable endpoint is passed over for the next one", async () => {
    const inference = inferenceOf([await closedEndpointUrl(), endpoint.url], "openai-completions");
    const { text, end } = await collect(inference.complete(request, new AbortController().signal));
    expect(text).toBe("loadUser(id)");
    expect(end).toMatchObject({ type: "done", model: "model 1" });
  });

  it("an answer that has begun is never begun again elsewhere", async () => {
    const second = await startScriptedEndpoint({ pieces: ["never"] });
    endpoint.script = { ...endpoint.script, fault: "hang-after-first" };
    const inference = inferenceOf([endpoint.url, second.url], "openai-completions", testClock(10));
    const { text } = await collect(inference.complete(request, new AbortController().signal));
    expect(text).toBe("load");
    expect(second.requests).toEqual([]);
    await second.close();
  });

  it("after five failures in a row an endpoint is left alone, and asked again later", async () => {
    let now = 0;
    const clock: Clock = { ...testClock(), now: () => now };
    const inference = inferenceOf([endpoint.url], "openai-completions", clock);
    const attempt = async () => (await collect(inference.complete(request, new AbortController().signal))).end;
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
    const signal = new AbortController().signal;
    const unknown = await collect(
      inferenceOf([endpoint.url], "openai-chat").complete({ ...request, model: "gpt" }, signal),
    );
    expect(unknown.end).toMatchObject({ type: "failed", failure: { code: "no-model" } });
    const none = await collect(inferenceOf([], "openai-chat").complete(request, signal));
    expect(none.end).toEqual({ type: "failed", failure: { code: "no-model", message: "No model is connected." } });
  });
});

describe("what is sent", () => {
  const bodyOf = async (overrides: Record<string, unknown>, asked = request) => {
    const { endpoints } = readModelSettings({
      GLASSHOUSE_MODELS: JSON.stringify([{ name: "m", endpoint: endpoint.url, ...overrides }]),
    });
    const inference = createInference({ fetch: (url, init) => fetch(url, init), clock: testClock(), endpoints });
    await collect(inference.complete(asked, new AbortController().signal));
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

  it.each([".env", "app/.env.local", "keys/server.pem", ".ssh/config", "a\\.npmrc"])(
    "%s is never sent",
    async (path) => {
      const { endpoints } = readModelSettings({ GLASSHOUSE_MODEL_URL: endpoint.url });
      const inference = createInference({ fetch: (url, init) => fetch(url, init), clock: testClock(), endpoints });
      const { end } = await collect(inference.complete({ ...request, path }, new AbortController().signal));
      expect(end).toMatchObject({ type: "failed", failure: { code: "forbidden" } });
      expect(endpoint.requests).toEqual([]);
    },
  );

  it("a private key in any file is never sent", async () => {
    const { endpoints } = readModelSettings({ GLASSHOUSE_MODEL_URL: endpoint.url });
    const inference = createInference({ fetch: (url, init) => fetch(url, init), clock: testClock(), endpoints });
    const prefix = "const key = `-----BEGIN RSA PRIVATE KEY-----\nMII";
    const { end } = await collect(inference.complete({ ...request, prefix }, new AbortController().signal));
    expect(end).toMatchObject({ type: "failed", failure: { code: "forbidden" } });
    expect(endpoint.requests).toEqual([]);
  });
});
