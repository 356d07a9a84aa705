import { describe, expect, it } from "vitest";
import { FakeClock } from "../../test/support/edge-fakes.ts";
import { createInference, type InferenceEnd } from "./inference.ts";
import { inferenceLimits } from "./limits.ts";
import { readModelSettings } from "./model-settings.ts";

const request = { path: "a.ts", prefix: "const a = ", suffix: ";", trigger: "auto" as const };

type Heard = InferenceEnd | { type: "text"; text: string };
type Answer = (host: string, signal: AbortSignal | null | undefined) => Response | Promise<Response>;

/** Endpoints `first` and `second`, whose answers the test gives. */
function setUp(answer: Answer, settings: readonly object[] = [{}, {}]) {
  const asked: string[] = [];
  const clock = new FakeClock();
  const entries = ["first", "second"].map((name, index) => ({
    name,
    endpoint: `http://${name}.test`,
    ...settings[index],
  }));
  const { endpoints } = readModelSettings({ GLASSHOUSE_MODELS: JSON.stringify(entries) });
  const fetch = async (url: string, init: RequestInit = {}): Promise<Response> => {
    const { host } = new URL(url);
    asked.push(host);
    // As a real one: a moment passes, and a request that was called off meanwhile fails.
    await Promise.resolve();
    init.signal?.throwIfAborted();
    return answer(host, init.signal);
  };
  const inference = createInference({ fetch, clock, endpoints });
  const complete = async (changes: object = {}, signal = new AbortController().signal): Promise<Heard[]> => {
    const heard: Heard[] = [];
    const say = (text: string): void => void heard.push({ type: "text", text });
    heard.push(await inference.complete({ ...request, ...changes }, signal, say));
    return heard;
  };
  return { asked, clock, complete, inference };
}

/** Never answers until it is called off. */
const silence = (signal: AbortSignal | null | undefined): Promise<Response> =>
  new Promise((_resolve, reject) => {
    signal?.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError")));
  });
const completion = (text: string): Response => Response.json({ choices: [{ text, finish_reason: "stop" }] });
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const textOf = (events: readonly Heard[]): string =>
  events.map((event) => (event.type === "text" ? event.text : "")).join("");
const refusal = (status: number): Response => Response.json({ error: "no" }, { status });

describe("the next endpoint", () => {
  it.each([
    [500, ["first.test", "second.test"]],
    [429, ["first.test", "second.test"]],
    [401, ["first.test"]],
    [404, ["first.test"]],
  ])("after %i the asked are %j", async (status, expected) => {
    const { asked, complete } = setUp(() => refusal(status));
    expect((await complete()).at(-1)).toMatchObject({ type: "failed" });
    expect(asked).toEqual(expected);
  });
});

describe("an endpoint that is slow", () => {
  const half = inferenceLimits.firstByteTimeoutMs / 2;

  it("is joined by the second after half the time, and whoever speaks first is heard alone", async () => {
    const signals = new Map<string, AbortSignal | null | undefined>();
    const { asked, clock, complete } = setUp((host, signal) => {
      signals.set(host, signal);
      return host === "first.test" ? silence(signal) : completion("second");
    });
    const result = complete();
    await settled();
    clock.advance(half - 1);
    await settled();
    expect(asked).toEqual(["first.test"]);
    clock.advance(1);
    const events = await result;
    expect([textOf(events), events.at(-1)]).toMatchObject(["second", { type: "done", endpoint: "second.test" }]);
    expect(signals.get("first.test")?.aborted).toBe(true);
  });

  it("whose latencies are known is joined after nearly all of them", async () => {
    const { asked, clock, complete } = setUp((host, signal) =>
      asked.length <= inferenceLimits.minHedgeSamples || host === "second.test" ? completion("x") : silence(signal),
    );
    for (let count = 0; count < inferenceLimits.minHedgeSamples; count++) await complete();
    asked.length = inferenceLimits.minHedgeSamples;
    const result = complete();
    await settled();
    clock.advance(inferenceLimits.minHedgeDelayMs);
    expect(textOf(await result)).toBe("x");
    expect(asked.slice(-2)).toEqual(["first.test", "second.test"]);
  });

  it("and fails while the second is still at work leaves the answer to the second", async () => {
    let fail = (_error: Error): void => {};
    let answer = (_response: Response): void => {};
    const { clock, complete, asked } = setUp(
      (host) =>
        new Promise((resolve, reject) => {
          if (host === "first.test") fail = reject;
          else answer = resolve;
        }),
    );
    const result = complete();
    await settled();
    clock.advance(half);
    await settled();
    fail(new TypeError("fetch failed"));
    await settled();
    answer(completion("late"));
    expect(textOf(await result)).toBe("late");
    expect(asked).toEqual(["first.test", "second.test"]);
  });

  it("and its second too end when the person goes away", async () => {
    const { clock, complete, inference } = setUp((_host, signal) => silence(signal));
    const off = new AbortController();
    const result = complete({}, off.signal);
    await settled();
    clock.advance(half);
    await settled();
    off.abort();
    expect(await result).toMatchObject([{ type: "done", reason: "cancelled" }]);
    await settled();
    expect(inference.status().endpoints.map(({ spend }) => spend.outcomes)).toEqual([
      { cancelled: 1 },
      { cancelled: 1 },
    ]);
  });

  it("is not joined in a long file: reading it twice costs more than waiting", async () => {
    const { asked, clock, complete } = setUp((_host, signal) => silence(signal));
    const result = complete({ prefix: "x\n".repeat(20_000) });
    await settled();
    clock.advance(inferenceLimits.firstByteTimeoutMs);
    expect(await result).toMatchObject([{ type: "failed", failure: { code: "timeout" } }]);
    expect(asked).toEqual(["first.test"]);
  });
});

describe("a failure that may pass", () => {
  it("is tried again once at the same endpoint, before the next is asked", async () => {
    let count = 0;
    const { asked, clock, complete } = setUp(() => (++count === 1 ? refusal(503) : completion("ok")));
    const result = complete();
    await settled();
    clock.advance(inferenceLimits.retryDelayMs);
    expect(textOf(await result)).toBe("ok");
    expect(asked).toEqual(["first.test", "first.test"]);
  });

  it("an endpoint that says when to come back is left alone until then", async () => {
    const { asked, clock, complete } = setUp((host) =>
      host === "first.test" ? Response.json({}, { status: 429, headers: { "retry-after": "7" } }) : completion("ok"),
    );
    await complete();
    asked.length = 0;
    await complete();
    expect(asked).toEqual(["second.test"]);
    clock.advance(7_000);
    asked.length = 0;
    await complete();
    expect(asked).toEqual(["first.test", "second.test"]);
  });
});

describe("what an endpoint did", () => {
  it("is counted with its tokens and its cost, in the server's own figures or estimated", async () => {
    const price = { promptPerMillion: 2, completionPerMillion: 10 };
    const usage = { prompt_tokens: 1_000, completion_tokens: 100 };
    let count = 0;
    const { complete, inference } = setUp(
      () => (++count === 1 ? Response.json({ choices: [{ text: "abc" }], usage }) : completion("abcdef")),
      [{ price }, {}],
    );
    await complete();
    expect(inference.status().endpoints[0]?.spend).toMatchObject({
      outcomes: { stop: 1 },
      promptTokens: 1_000,
      completionTokens: 100,
      cost: 0.003,
    });
    await complete();
    expect(inference.status().endpoints[0]?.spend).toMatchObject({
      promptTokens: 1_004,
      completionTokens: 102,
      firstByteP50Ms: 0,
      totalP95Ms: 0,
    });
  });
});

describe("an endpoint that fails in a row", () => {
  it("is not asked until its time is over, and completions called off do not count as answers", async () => {
    const { asked, clock, complete } = setUp(() => refusal(500));
    const onlyFirst = { model: "first" };
    for (let count = 1; count < inferenceLimits.circuitFailures; count++) await complete(onlyFirst);
    const off = new AbortController();
    const cancelled = complete(onlyFirst, off.signal);
    off.abort();
    expect(await cancelled).toMatchObject([{ type: "done", reason: "cancelled" }]);
    asked.length = 0;
    await complete(onlyFirst);
    expect(await complete(onlyFirst)).toMatchObject([{ type: "failed", failure: { code: "upstream-error" } }]);
    expect(asked).toHaveLength(1);
    clock.advance(inferenceLimits.circuitOpenMs);
    await complete(onlyFirst);
    expect(asked).toHaveLength(2);
  });
});

it("[AS3] a file named for secrets is refused and no endpoint is asked", async () => {
  const { asked, complete } = setUp(() => refusal(500));
  const refused = { type: "failed", failure: { code: "forbidden" } };
  expect(await complete({ path: "deploy/.env.production" })).toMatchObject([refused]);
  expect(asked).toEqual([]);
});

describe("an endpoint with more to do than it can take", () => {
  const sender = (userId: string): object => ({ sender: { userId, payers: [] } });

  it("lets requests wait by user in turn, and one that waits too long is told", async () => {
    const answers: ((response: Response) => void)[] = [];
    const { asked, clock, complete, inference } = setUp(
      () => new Promise((resolve) => void answers.push(resolve)),
      [{ concurrency: 1 }, { concurrency: 1 }],
    );
    const only = { model: "first" };
    const running = complete({ ...only, ...sender("ada") });
    await settled();
    const told: string[] = [];
    const onWait = (name: string) => ({ onWait: (ahead: number) => told.push(`${name} ${ahead}`) });
    const waiting = complete({ ...only, ...sender("bob"), ...onWait("bob") });
    const gone = complete({ ...only, ...sender("cy"), ...onWait("cy") });
    await settled();
    expect(told).toEqual(["bob 0", "cy 1"]);
    expect([asked.length, inference.status().endpoints[0]?.waiting]).toEqual([1, 2]);
    answers[0]?.(completion("ada's"));
    expect(textOf(await running)).toBe("ada's");
    await settled();
    clock.advance(inferenceLimits.firstByteTimeoutMs - 1);
    answers[1]?.(completion("bob's"));
    expect(textOf(await waiting)).toBe("bob's");
    await settled();
    const late = complete({ ...only, ...sender("dan") });
    await settled();
    clock.advance(inferenceLimits.firstByteTimeoutMs);
    expect(await late).toMatchObject([{ type: "failed", failure: { code: "queue-full", endpoint: "first.test" } }]);
    answers[2]?.(completion("too late"));
    await gone;
    expect(inference.status().endpoints[0]).toMatchObject({ running: 0, waiting: 0 });
  });

  it("and no place to wait leaves the request to the next endpoint", async () => {
    const { complete } = setUp(
      (host, signal) => (host === "first.test" ? silence(signal) : completion("second")),
      [{ concurrency: 1 }, {}],
    );
    const off = new AbortController();
    const busy = Array.from({ length: inferenceLimits.maxWaitingPerUser + 1 }, () =>
      complete({ model: "first", ...sender("ada") }, off.signal),
    );
    await settled();
    expect(textOf(await complete(sender("ada")))).toBe("second");
    off.abort();
    await Promise.all(busy);
  });
});
