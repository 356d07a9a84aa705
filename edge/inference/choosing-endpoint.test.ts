import { describe, expect, it } from "vitest";
import { FakeClock } from "../../test/support/edge-fakes.ts";
import { createInference, type InferenceEvent } from "./inference.ts";
import { inferenceLimits } from "./limits.ts";
import { readModelSettings } from "./model-settings.ts";

const request = { path: "a.ts", prefix: "const a = ", suffix: ";", trigger: "auto" as const };

/** Endpoints `first` and `second`, whose answers the test gives. */
function setUp(answer: () => Response) {
  const asked: string[] = [];
  const clock = new FakeClock();
  const entries = ["first", "second"].map((name) => ({ name, endpoint: `http://${name}.test` }));
  const { endpoints } = readModelSettings({ GLASSHOUSE_MODELS: JSON.stringify(entries) });
  const fetch = async (url: string, init: RequestInit = {}): Promise<Response> => {
    asked.push(new URL(url).host);
    // As a real one: a moment passes, and a request that was called off meanwhile fails.
    await Promise.resolve();
    init.signal?.throwIfAborted();
    return answer();
  };
  const inference = createInference({ fetch, clock, endpoints });
  const complete = async (changes: object = {}, signal = new AbortController().signal): Promise<InferenceEvent[]> => {
    const events: InferenceEvent[] = [];
    for await (const event of inference.complete({ ...request, ...changes }, signal)) events.push(event);
    return events;
  };
  return { asked, clock, complete };
}

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

describe("what may hold secrets", () => {
  const key = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl";
  it.each([
    ["a file named for them", { path: "deploy/.env.production" }],
    ["a key before the caret", { prefix: key }],
    ["a key after the caret", { suffix: key }],
  ])("[AS3] %s is refused and no endpoint is asked", async (_name, changes) => {
    const { asked, complete } = setUp(() => refusal(500));
    expect(await complete(changes)).toMatchObject([{ type: "failed", failure: { code: "forbidden" } }]);
    expect(asked).toEqual([]);
  });
});
