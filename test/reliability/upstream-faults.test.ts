/** Reliability 37: every dialect against every fault that real model servers have shown, over real HTTP. */
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { nodeUpstream } from "../../edge/hosts/node-upstream.ts";
import { type DialectName, dialectNames } from "../../edge/inference/dialects/index.ts";
import type { FailureCode } from "../../edge/inference/failure.ts";
import { createInference } from "../../edge/inference/inference.ts";
import { inferenceLimits } from "../../edge/inference/limits.ts";
import { readModelSettings } from "../../edge/inference/model-settings.ts";
import type { Clock } from "../../edge/ports.ts";
import { FakeClock } from "../support/edge-fakes.ts";
import { writeReport } from "../support/report.ts";
import {
  closedEndpointUrl,
  type EndpointFault,
  type ScriptedEndpoint,
  startScriptedEndpoint,
} from "../support/scripted-endpoint.ts";
import { failOnUnhandledRejections } from "../support/unhandled-rejections.ts";

const key = "sk-0123456789abcdef";
const request = { path: "src/app.ts", prefix: "const a = ", suffix: ";\n", trigger: "auto" as const };
const wallClock: Clock = {
  now: () => performance.now(),
  after(delayMs, action) {
    const timer = setTimeout(action, delayMs);
    return () => clearTimeout(timer);
  },
};

interface Fault {
  name: string;
  fault: EndpointFault;
  code: FailureCode;
  /** What of the answer came before the fault, and is kept. */
  kept?: string;
}
const faults: Fault[] = [
  { name: "is cut in the middle of its JSON", fault: "cut-json", code: "cut" },
  { name: "is cut in the middle of a letter", fault: "cut-utf8", code: "cut" },
  { name: "ends without an end mark", fault: "no-done", code: "cut", kept: "loadUser(id)" },
  { name: "promises more bytes than it sends", fault: "short-body", code: "cut" },
  { name: "answers 200 with a page", fault: "html", code: "garbage" },
  { name: "streams what is no JSON", fault: "garbage", code: "garbage" },
  { name: "sends one event without end", fault: "huge-event", code: "garbage" },
  { name: "sends a gzip bomb", fault: "gzip-bomb", code: "garbage" },
  { name: "reports an error inside the stream", fault: "error-in-stream", code: "upstream-error" },
  { name: "redirects", fault: "redirect", code: "upstream-error" },
  { name: "refuses the key and quotes it", fault: refusal(401, `wrong key ${key}`), code: "unauthorized" },
  { name: "does not know the model", fault: refusal(404, "no such model"), code: "not-found" },
  { name: "is asked too often", fault: refusal(429, "slow down"), code: "rate-limited" },
  {
    name: "is asked too often and says until when",
    fault: { ...refusal(429, "slow down"), headers: { "retry-after": "60" } },
    code: "rate-limited",
  },
  { name: "breaks", fault: { status: 500, body: "<html>Traceback</html>" }, code: "upstream-error" },
  { name: "is overloaded", fault: refusal(503, "busy"), code: "upstream-error" },
];

/** What changes nothing in the completion. */
const oddities: EndpointFault[] = ["no-done-but-finished", "duplicates", "nul", "one-byte"];

function refusal(status: number, message: string): { status: number; body: string } {
  return { status, body: JSON.stringify({ error: { message } }) };
}

/** As the Node host asks, and as Workers ask: by fetch. */
const ways: [dialect: DialectName, way: "node" | "fetch"][] = [
  ...dialectNames.map((name): [DialectName, "node"] => [name, "node"]),
  ["openai-completions", "fetch"],
  ["ollama", "fetch"],
];
let way: "node" | "fetch" = "node";

async function complete(
  dialect: DialectName,
  url: string,
  { signal = new AbortController().signal, clock = wallClock, heard = (_text: string): void => {} } = {},
) {
  const entry = { name: "m", endpoint: url, dialect, key };
  const { endpoints, problems } = readModelSettings({ GLASSHOUSE_MODELS: JSON.stringify([entry]) });
  expect(problems).toEqual([]);
  const inference = createInference({
    fetch: (address, init) => fetch(address, init),
    ...(way === "node" ? { upstream: nodeUpstream } : {}),
    clock,
    endpoints,
  });
  let text = "";
  const end = await inference.complete(request, signal, (piece) => {
    text += piece;
    heard(piece);
  });
  return { text, end };
}

let endpoint: ScriptedEndpoint;
failOnUnhandledRejections();
let cases = 0;
beforeEach(async () => {
  cases += 1;
  endpoint = await startScriptedEndpoint({ pieces: ["load", "User", "(id)"] });
});
afterEach(async () => {
  await endpoint.close();
});
afterAll(() => writeReport("upstream-faults", { dialects: dialectNames.length, cases }));

describe.each(ways)("[AS3] %s by %s", (dialect, chosenWay) => {
  beforeEach(() => {
    way = chosenWay;
  });

  it("streams the completion and says how it ended", async () => {
    const { text, end } = await complete(dialect, endpoint.url);
    expect(text).toBe("loadUser(id)");
    expect(end).toMatchObject({ type: "done", reason: "stop", endpoint: new URL(endpoint.url).host });
    expect(endpoint.requests[0]?.headers["authorization"]).toBe(`Bearer ${key}`);
  });

  it.each([
    ["before its answer", "hang", ""] as const,
    ["in the middle of its answer", "hang-after-first", "load"] as const,
  ])("an endpoint that falls silent %s is one typed error, and what it said is kept", async (_name, fault, kept) => {
    endpoint.script = { ...endpoint.script, fault };
    const clock = new FakeClock();
    let said = "";
    const heard = (text: string): void => {
      said += text;
    };
    const result = complete(dialect, endpoint.url, { clock, heard });
    while (endpoint.requests.length === 0 || said !== kept) await sleep(5);
    clock.advance(kept === "" ? inferenceLimits.firstByteTimeoutMs : inferenceLimits.idleTimeoutMs);
    const { text, end } = await result;
    expect(text).toBe(kept);
    expect(end).toMatchObject({ type: "failed", failure: { code: "timeout", endpoint: new URL(endpoint.url).host } });
    await endpoint.aborted(1);
  });

  it.each(faults)("an endpoint that $name is one typed error with its name, without the key", async (each) => {
    endpoint.script = { ...endpoint.script, fault: each.fault };
    const { text, end } = await complete(dialect, endpoint.url);
    const { host } = new URL(endpoint.url);
    expect(end).toMatchObject({ type: "failed", failure: { code: each.code, endpoint: host } });
    expect(end.type === "failed" && end.failure.message).toContain(host);
    expect(JSON.stringify(end)).not.toContain(key);
    // Kept is what was said; how much of it a packet of a cut connection carried is the network's affair.
    if (each.fault === "short-body") expect("load".startsWith(text)).toBe(true);
    else expect(text).toBe(each.kept ?? "");
  });

  it("an address where nobody listens is one typed error", async () => {
    const url = await closedEndpointUrl();
    expect((await complete(dialect, url)).end).toMatchObject({
      type: "failed",
      failure: { code: "refused", endpoint: new URL(url).host },
    });
  });

  it("a server that does not speak TLS where it should is one typed error", async () => {
    const url = endpoint.url.replace("http:", "https:");
    expect((await complete(dialect, url)).end).toMatchObject({
      type: "failed",
      failure: { code: "refused", endpoint: new URL(url).host },
    });
  });

  it.each(oddities)("%s changes nothing in the completion", async (fault) => {
    endpoint.script = { ...endpoint.script, fault };
    const { text, end } = await complete(dialect, endpoint.url);
    expect([text, end]).toMatchObject(["loadUser(id)", { type: "done", reason: "stop" }]);
  });

  it("a letter of several bytes in packets of their own arrives whole", async () => {
    endpoint.script = { pieces: ["// 中文 🙂"], fault: "one-byte" };
    expect((await complete(dialect, endpoint.url)).text).toBe("// 中文 🙂");
  });

  it("a control token ends the answer, in one piece or in several, and calls the rest off", async () => {
    endpoint.script = { pieces: ["loadUser", "(id)<|fim", "_middle|>", " never"], delayMs: 5 };
    const { text, end } = await complete(dialect, endpoint.url);
    expect([text, end]).toMatchObject(["loadUser(id)", { type: "done", reason: "stop" }]);
  });

  it("a model that does not stop is stopped", async () => {
    endpoint.script = { pieces: ["x"], fault: "endless" };
    const { text, end } = await complete(dialect, endpoint.url);
    expect(end).toMatchObject({ type: "done", reason: "length" });
    expect(text.length).toBeLessThanOrEqual(inferenceLimits.completion.maxTextChars + 1_000);
    await endpoint.aborted(1);
  });

  it("calling off reaches the endpoint", async () => {
    endpoint.script = { pieces: ["one ", "two ", "three "], delayMs: 300 };
    const controller = new AbortController();
    const result = complete(dialect, endpoint.url, { signal: controller.signal });
    while (!endpoint.requests.length) await sleep(5);
    controller.abort();
    expect((await result).end).toMatchObject({ type: "done", reason: "cancelled" });
    await endpoint.aborted(1);
  });
});
