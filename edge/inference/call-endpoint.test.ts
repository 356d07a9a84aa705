import { describe, expect, it } from "vitest";
import { FakeClock } from "../../test/support/edge-fakes.ts";
import { type CallEnd, callEndpoint } from "./call-endpoint.ts";
import { inferenceLimits } from "./limits.ts";
import { readModelSettings } from "./model-settings.ts";
import { upstreamByFetch } from "./upstream.ts";

const key = "sk-0123456789";
const prompt = { path: "a.ts", prefix: "const a = ", suffix: ";" };

/** An endpoint behind the fetch port: the test says when the head and each piece of the answer come. */
class Upstream {
  asked: { url: string; init: RequestInit } | undefined;
  private answered: (response: Response) => void = () => undefined;
  private body: ReadableStreamDefaultController<Uint8Array> | undefined;

  readonly fetch = (url: string, init: RequestInit = {}): Promise<Response> => {
    this.asked = { url, init };
    return new Promise((resolve, reject) => {
      this.answered = resolve;
      init.signal?.addEventListener("abort", () => {
        const error = new DOMException("aborted", "AbortError");
        this.body?.error(error);
        reject(error);
      });
    });
  };

  get calledOff(): boolean {
    return this.asked?.init.signal?.aborted ?? false;
  }

  head(contentType = "text/event-stream", status = 200, headers: Record<string, string> = {}): Promise<void> {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.body = controller;
      },
    });
    this.answered(new Response(body, { status, headers: { "content-type": contentType, ...headers } }));
    return settled();
  }

  send(text: string): Promise<void> {
    if (!this.calledOff) this.body?.enqueue(new TextEncoder().encode(text));
    return settled();
  }

  end(): Promise<void> {
    if (!this.calledOff) this.body?.close();
    return settled();
  }
}

/** Everything that needs no more input has happened. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const event = (text: string, id?: string): string =>
  `${id === undefined ? "" : `id: ${id}\n`}data: ${JSON.stringify({ choices: [{ text }] })}\n\n`;
const done = "data: [DONE]\n\n";

function call(settings: Record<string, string> = {}) {
  const variables = { GLASSHOUSE_MODEL_URL: "http://model.test", GLASSHOUSE_MODEL_KEY: key, ...settings };
  const [endpoint] = readModelSettings(variables).endpoints;
  if (!endpoint) throw new Error("the settings are good");
  const how = {
    target: { ...endpoint, refusesSuffix: false },
    sampling: { temperature: 0, maxTokens: 96 },
    firstByteMs: inferenceLimits.firstByteTimeoutMs,
    idleMs: inferenceLimits.idleTimeoutMs,
    totalMs: inferenceLimits.totalTimeoutMs,
  };
  const clock = new FakeClock();
  const upstream = new Upstream();
  const caller = new AbortController();
  const events: (CallEnd | { type: "text"; text: string })[] = [];
  const finished = (async () => {
    const { fetch } = upstream;
    const say = (text: string): void => void events.push({ type: "text", text });
    events.push(
      await callEndpoint({ upstream: upstreamByFetch(fetch), clock }, endpoint, prompt, how, caller.signal, say),
    );
  })();
  const pass = (durationMs: number): Promise<void> => {
    clock.advance(durationMs);
    return settled();
  };
  const text = (): string => events.map((each) => (each.type === "text" ? each.text : "")).join("");
  return { upstream, caller, events, finished, pass, text };
}

const timeout = { type: "failed", failure: { code: "timeout", endpoint: "model.test" } };

describe("how long an endpoint may take", () => {
  it.each([["no head", false] as const, ["a head and no byte", true] as const])(
    "[AS3] one that sends %s is given up when the first byte is due, and not before",
    async (_name, head) => {
      const { upstream, events, pass } = call();
      if (head) await upstream.head();
      await pass(inferenceLimits.firstByteTimeoutMs - 1);
      expect([upstream.calledOff, events]).toEqual([false, []]);
      await pass(1);
      expect([upstream.calledOff, events]).toMatchObject([true, [timeout]]);
    },
  );

  it("[AS3] one that falls silent is given up after the silence, counted from its last byte", async () => {
    const { upstream, events, text, pass } = call();
    await upstream.head();
    await pass(inferenceLimits.firstByteTimeoutMs - 1);
    await upstream.send(event("one "));
    await pass(inferenceLimits.idleTimeoutMs - 1);
    await upstream.send(event("two"));
    await pass(inferenceLimits.idleTimeoutMs - 1);
    expect([upstream.calledOff, text()]).toEqual([false, "one two"]);
    await pass(1);
    expect([upstream.calledOff, events.at(-1)]).toMatchObject([true, timeout]);
  });

  it("[AS3] one that never falls silent is given up when its whole time is over", async () => {
    const { upstream, events, pass } = call();
    await upstream.head();
    for (let ms = 0; ms < inferenceLimits.totalTimeoutMs; ms += 1_000) {
      expect(upstream.calledOff).toBe(false);
      await upstream.send(event("x"));
      await pass(1_000);
    }
    expect([upstream.calledOff, events.at(-1)]).toMatchObject([true, timeout]);
  });
});

describe("how much an endpoint may say", () => {
  const comment = (bytes: number): string => `:${"x".repeat(bytes - 2)}\n`;

  it.each(["text/event-stream", "application/json"])(
    "[AS3] an answer (%s) of the most bytes is read on; one byte more ends it",
    async (contentType) => {
      const { upstream, events } = call();
      await upstream.head(contentType);
      const piece = comment(inferenceLimits.completion.maxBytes / 32);
      for (let count = 0; count < 32; count++) await upstream.send(piece);
      expect([upstream.calledOff, events]).toEqual([false, []]);
      await upstream.send("\n");
      expect(upstream.calledOff).toBe(true);
      expect(events).toMatchObject([{ type: "failed", failure: { code: "garbage" } }]);
    },
  );

  it("[AS3] an event over its limit ends the answer although the answer is within its own", async () => {
    const { upstream, events } = call();
    await upstream.head();
    await upstream.send(`data: ${"x".repeat(inferenceLimits.maxEventBytes)}`);
    expect(upstream.calledOff).toBe(true);
    expect(events).toMatchObject([{ type: "failed", failure: { code: "garbage" } }]);
  });

  it("text over its limit is the end, in events and in one piece", async () => {
    const long = "x".repeat(inferenceLimits.completion.maxTextChars + 1);
    const stream = call();
    await stream.upstream.head();
    await stream.upstream.send(event(long));
    expect([stream.upstream.calledOff, stream.events.at(-1)]).toEqual([true, { type: "done", reason: "length" }]);
    const whole = call();
    await whole.upstream.head("application/json");
    await whole.upstream.send(JSON.stringify({ choices: [{ text: long }] }));
    await whole.upstream.end();
    expect(whole.text()).toHaveLength(inferenceLimits.completion.maxTextChars);
  });

  it("an endpoint's own words in an error are cut", async () => {
    const problem = JSON.stringify({ error: "x".repeat(2 * inferenceLimits.maxErrorChars) });
    const inStream = call();
    await inStream.upstream.head();
    await inStream.upstream.send(`data: ${problem}\n\n`);
    const refusal = call();
    await refusal.upstream.head("application/json", 500);
    await refusal.upstream.send(problem);
    await refusal.upstream.end();
    for (const { events } of [inStream, refusal]) {
      expect(events).toMatchObject([{ type: "failed", failure: { code: "upstream-error" } }]);
      expect(JSON.stringify(events).match(/x+/)?.[0].length).toBeLessThanOrEqual(inferenceLimits.maxErrorChars);
    }
  });

  it("an error page without end is not read to the end", async () => {
    const { upstream, events } = call();
    await upstream.head("text/html", 502);
    await upstream.send("x".repeat(inferenceLimits.maxErrorChars + 1));
    expect(upstream.calledOff).toBe(true);
    expect(events).toMatchObject([{ type: "failed", failure: { code: "upstream-error" } }]);
  });
});

describe("what an endpoint says", () => {
  it("an event that comes twice under one id counts once; equal events under other ids or none all count", async () => {
    const { upstream, events, text, finished } = call();
    await upstream.head();
    await upstream.send(event("a", "1") + event("a", "1"));
    await upstream.send(event("b", "2") + event("b", "3"));
    await upstream.send(event("c") + event("c") + done);
    await finished;
    expect(text()).toBe("abbcc");
    expect(events.at(-1)).toEqual({ type: "done", reason: "stop" });
  });

  it.each(["text/html", "image/png", ""])(
    "[AS3] a completion that calls itself %j is none, and none of it is shown",
    async (contentType) => {
      const { upstream, events } = call();
      await upstream.head(contentType);
      await upstream.send(event("const stolen = 1;") + done);
      expect(upstream.calledOff).toBe(true);
      expect(events).toMatchObject([{ type: "failed", failure: { code: "garbage" } }]);
    },
  );

  it("an answer in one piece of JSON is read whole, a letter across two pieces too", async () => {
    const { upstream, text, finished } = call();
    await upstream.head("application/json");
    for (const piece of ['{"choices":[{"text":"load', 'User()","finish_reason":"stop"}]}']) await upstream.send(piece);
    await upstream.end();
    await finished;
    expect(text()).toBe("loadUser()");
  });
});

describe("the key", () => {
  it("[AS3] goes out as Authorization and nowhere else; without a key there is no such header", async () => {
    const { asked } = call().upstream;
    const { authorization, ...others } = Object.fromEntries(new Headers(asked?.init.headers));
    expect(authorization).toBe(`Bearer ${key}`);
    expect(JSON.stringify([asked?.url, others, asked?.init.body])).not.toContain(key);
    const open = call({ GLASSHOUSE_MODEL_KEY: "" }).upstream;
    expect(new Headers(open.asked?.init.headers).has("authorization")).toBe(false);
  });

  it("[AS3] follows no redirect", () => {
    expect(call().upstream.asked?.init.redirect).toBe("manual");
  });

  it.each<[name: string, contentType: string, status: number, body: string]>([
    ["its refusal", "application/json", 401, JSON.stringify({ error: { message: `Incorrect key: ${key}.` } })],
    [
      "a refusal that is cut inside the key",
      "application/json",
      500,
      JSON.stringify({ error: `${"x".repeat(290)}${key}` }),
    ],
    ["an error inside the stream", "text/event-stream", 200, `data: ${JSON.stringify({ error: `for ${key}` })}\n\n`],
    ["an error in one piece", "application/json", 200, JSON.stringify({ error: `for ${key}` })],
    ["the name of its content", `text/${key}`, 200, "x"],
  ])("[AS3] is in no error, though the endpoint quotes it in %s", async (_name, contentType, status, body) => {
    const { upstream, events, finished } = call();
    await upstream.head(contentType, status);
    await upstream.send(body);
    await upstream.end();
    await finished;
    expect(events).toMatchObject([{ type: "failed", failure: { endpoint: "model.test" } }]);
    expect(JSON.stringify(events)).not.toContain(key.slice(0, 6));
  });
});

describe("calling off", () => {
  it("[AS2] reaches the endpoint at once, before and in the middle of its answer", async () => {
    const early = call();
    early.caller.abort();
    expect(early.upstream.calledOff).toBe(true);
    const late = call();
    await late.upstream.head();
    await late.upstream.send(event("a"));
    late.caller.abort();
    expect(late.upstream.calledOff).toBe(true);
    await Promise.all([early.finished, late.finished]);
    for (const { events } of [early, late]) expect(events.at(-1)).toEqual({ type: "done", reason: "cancelled" });
  });
});

describe("a failure that may pass", () => {
  const failedBy = async (
    status: number,
    headers: Record<string, string> = {},
  ): Promise<{ type: string; retryAfterMs?: number } | undefined> => {
    const { upstream, events, finished } = call();
    await upstream.head("application/json", status, headers);
    await upstream.end();
    await finished;
    return events.at(-1);
  };
  it.each([
    [503, true],
    [502, true],
    [500, false],
    [401, false],
    [429, false],
  ])("%i: %j", async (status, passing) => {
    expect(await failedBy(status)).toMatchObject({ type: "failed", passing });
  });

  it.each([
    ["7", 7_000],
    [new Date(new FakeClock().now() + 9_000).toUTCString(), 9_000],
    ["soon", undefined],
    ["-3", undefined],
  ])("Retry-After %j is %j ms", async (value, retryAfterMs) => {
    const failed = await failedBy(429, { "retry-after": value });
    expect(failed?.retryAfterMs).toBe(retryAfterMs);
  });
});
