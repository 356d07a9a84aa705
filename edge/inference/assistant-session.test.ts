import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AssistantServerFrame } from "../../shared/protocol/assistant.ts";
import { type ScriptedEndpoint, startScriptedEndpoint } from "../../test/support/scripted-endpoint.ts";
import type { Clock } from "../ports.ts";
import { type AssistantSession, createAssistantSession } from "./assistant-session.ts";
import { createInference, type Inference } from "./inference.ts";
import { readModelSettings } from "./model-settings.ts";

const clock: Clock = {
  now: () => performance.now(),
  after(delayMs, action) {
    const timer = setTimeout(action, delayMs);
    return () => clearTimeout(timer);
  },
};

interface Client {
  session: AssistantSession;
  frames: AssistantServerFrame[];
  closed: { code: number; reason: string } | undefined;
  say(frame: object | string): void;
  until(type: AssistantServerFrame["type"], id?: string): Promise<AssistantServerFrame>;
}

function connect(inference: Inference, timers: Clock = clock): Client {
  const frames: AssistantServerFrame[] = [];
  const client: Client = {
    session: createAssistantSession({
      inference,
      clock: timers,
      send: (text) => void frames.push(JSON.parse(text)),
      closeSocket: (code, reason) => {
        client.closed = { code, reason };
      },
    }),
    frames,
    closed: undefined,
    say: (frame) => client.session.receive(typeof frame === "string" ? frame : JSON.stringify(frame)),
    async until(type, id) {
      for (;;) {
        const found = frames.find(
          (frame) => frame.type === type && (id === undefined || ("id" in frame && frame.id === id)),
        );
        if (found) return found;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
  };
  return client;
}

const hello = { type: "hello", protocol: 1 };
const complete = (id: string, path = "a.ts") => ({
  type: "complete",
  id,
  workspace: "w",
  path,
  language: "typescript",
  prefix: "const a = ",
  suffix: "",
  trigger: "auto",
});

let endpoint: ScriptedEndpoint;
let inference: Inference;
beforeEach(async () => {
  endpoint = await startScriptedEndpoint({ pieces: ["load", "User()"] });
  const { endpoints } = readModelSettings({ GLASSHOUSE_MODEL_URL: endpoint.url, GLASSHOUSE_MODEL_NAME: "m" });
  inference = createInference({ fetch: (url, init) => fetch(url, init), clock, endpoints });
});
afterEach(() => endpoint.close());

describe("handshake", () => {
  it("[PR1] hello is answered by welcome with the models", () => {
    const client = connect(inference);
    client.say(hello);
    expect(client.frames).toEqual([
      { type: "welcome", protocol: 1, models: [{ id: "m", name: "m", endpoint: new URL(endpoint.url).host }] },
    ]);
    client.session.close();
  });

  it("[PR1] another first frame closes 4400, another version 4409 with both named", () => {
    const early = connect(inference);
    early.say(complete("1"));
    expect(early.closed?.code).toBe(4400);
    const old = connect(inference);
    old.say({ type: "hello", protocol: 9 });
    expect(old.closed).toEqual({ code: 4409, reason: "the server speaks 1, the client 9" });
    expect(endpoint.requests).toEqual([]);
  });

  it("[PR1] no hello in time closes 4400", () => {
    const due: (() => void)[] = [];
    const after = (_delayMs: number, action: () => void) => {
      due.push(action);
      return () => {};
    };
    const client = connect(inference, { now: () => 0, after });
    for (const action of due) action();
    expect(client.closed?.code).toBe(4400);
  });
});

describe("completion", () => {
  it("[AS1] deltas, then exactly one done", async () => {
    const client = connect(inference);
    client.say(hello);
    client.say(complete("1"));
    expect(await client.until("done", "1")).toMatchObject({
      reason: "stop",
      model: "m",
      endpoint: new URL(endpoint.url).host,
    });
    const deltas = client.frames.filter((frame) => frame.type === "delta");
    expect(deltas.map((frame) => frame.text).join("")).toBe("loadUser()");
    expect(client.frames.filter((frame) => frame.type === "done" || frame.type === "error")).toHaveLength(1);
    client.session.close();
  });

  it("[AS2] cancel aborts the upstream request and is answered by done", async () => {
    endpoint.script = { pieces: ["a", "b", "c"], delayMs: 200 };
    const client = connect(inference);
    client.say(hello);
    client.say(complete("1"));
    while (!endpoint.requests.length) await new Promise((resolve) => setTimeout(resolve, 5));
    client.say({ type: "cancel", id: "1" });
    expect(await client.until("done", "1")).toMatchObject({ reason: "cancelled" });
    await endpoint.aborted(1);
    client.session.close();
  });

  it("[AS2] a newer completion calls off the older one", async () => {
    endpoint.script = { pieces: ["a", "b"], delayMs: 50 };
    const client = connect(inference);
    client.say(hello);
    for (let id = 1; id <= 20; id++) client.say(complete(String(id)));
    expect(await client.until("done", "20")).toMatchObject({ reason: "stop" });
    const cancelled = client.frames.filter((frame) => frame.type === "done" && frame.reason === "cancelled");
    expect(cancelled).toHaveLength(19);
    expect(client.frames.filter((frame) => frame.type === "delta" && frame.id !== "20")).toEqual([]);
    client.session.close();
  });

  it("[AS3] a dead endpoint is an error with its name, and the socket lives on", async () => {
    endpoint.script = { pieces: [], fault: { status: 500 } };
    const client = connect(inference);
    client.say(hello);
    client.say(complete("1"));
    expect(await client.until("error", "1")).toMatchObject({
      code: "upstream-error",
      endpoint: new URL(endpoint.url).host,
    });
    client.say({ type: "ping", at: 7 });
    expect(client.frames.at(-1)).toEqual({ type: "pong", at: 7 });
    expect(client.closed).toBeUndefined();
    client.session.close();
  });

  it("[AS3] a file that may hold secrets is refused without a request", async () => {
    const client = connect(inference);
    client.say(hello);
    client.say(complete("1", "deploy/.env.production"));
    expect(await client.until("error", "1")).toMatchObject({ code: "forbidden" });
    expect(endpoint.requests).toEqual([]);
    client.session.close();
  });

  it("a closed tab aborts the upstream request and hears nothing more", async () => {
    endpoint.script = { pieces: ["a", "b", "c"], delayMs: 100 };
    const client = connect(inference);
    client.say(hello);
    client.say(complete("1"));
    while (!endpoint.requests.length) await new Promise((resolve) => setTimeout(resolve, 5));
    const before = client.frames.length;
    client.session.close();
    await endpoint.aborted(1);
    expect(client.frames).toHaveLength(before);
  });
});

describe("bad frames", () => {
  const bad = [
    "",
    "{",
    "null",
    '{"type":"complete"}',
    '{"type":"toString"}',
    '{"type":"ping","at":-1}',
    '{"__proto__":{"type":"ping"}}',
    JSON.stringify({ ...complete("1"), prefix: "x".repeat(70_000) }),
    JSON.stringify(hello),
    "[".repeat(50_000),
  ];
  it("[FR1] each is answered, and ten of them close 4400", () => {
    const client = connect(inference);
    client.say(hello);
    for (const frame of bad.slice(0, 9)) client.say(frame);
    expect(client.frames.slice(1)).toEqual(
      Array.from({ length: 9 }, () => expect.objectContaining({ type: "error", code: "bad-frame" })),
    );
    expect(client.closed).toBeUndefined();
    client.say(bad[9] ?? "");
    expect(client.closed?.code).toBe(4400);
  });

  it("[FR2] a throw inside is answered and the socket stays open", async () => {
    const broken: Inference = {
      models: () => [],
      complete: () => {
        throw new Error("bug");
      },
      ask: () => {
        throw new Error("bug");
      },
    };
    const client = connect(broken);
    client.say(hello);
    client.say(complete("1"));
    expect(await client.until("error", "1")).toMatchObject({ code: "internal" });
    client.say({ type: "ping", at: 1 });
    expect(client.frames.at(-1)).toEqual({ type: "pong", at: 1 });
    client.session.close();
  });
});
