import { expect, it } from "vitest";
import type { AskInput } from "../../shared/agent/ask.ts";
import type { AssistantClientInput, AssistantServerFrame } from "../../shared/protocol/assistant.ts";
import type { Socket } from "./assistant-socket.ts";
import { assistantLimits } from "./limits.ts";
import { createRemoteAsk } from "./remote-ask.ts";

const question: AskInput = { task: "explain", language: "en", request: "why?" };
const ignore = () => {};

/** A server that says what the test says. */
function connect() {
  const sockets: Socket[] = [];
  const sent: AssistantClientInput[] = [];
  const timers = new Map<() => void, number>();
  const remote = createRemoteAsk({
    workspace: "w1",
    ports: {
      connect() {
        const socket: Socket = {
          onOpen: ignore,
          onMessage: ignore,
          onClose: ignore,
          send: (text) => void sent.push(JSON.parse(text)),
          close: ignore,
        };
        sockets.push(socket);
        return socket;
      },
      after(delayMs, task) {
        timers.set(task, delayMs);
        return () => timers.delete(task);
      },
    },
  });
  const say = (frame: AssistantServerFrame) => sockets.at(-1)?.onMessage(JSON.stringify(frame));
  const welcome = () => {
    sockets.at(-1)?.onOpen();
    say({ type: "welcome", protocol: 1, models: [{ id: "m", name: "model", endpoint: "host" }] });
  };
  const start = async (signal = new AbortController().signal) => {
    const heard: string[] = [];
    const ahead: number[] = [];
    const before = sent.length;
    const end = remote.ask(
      question,
      (text) => heard.push(text),
      signal,
      (count) => ahead.push(count),
    );
    if (sockets.length === 0 || sent.length === 0) welcome();
    await expect.poll(() => sent.length).toBeGreaterThan(before);
    const asked = sent.at(-1);
    return { end, heard, ahead, id: asked && "id" in asked ? asked.id : "" };
  };
  const ring = (delayMs: number) => {
    for (const [task, ms] of [...timers]) if (ms === delayMs) task();
  };
  return { remote, sockets, sent, say, welcome, start, ring };
}

it("opens its socket with the first question, hears the answer as it comes, and says what it cost", async () => {
  const server = connect();
  expect(server.sockets).toEqual([]);
  const { end, heard, id } = await server.start();
  expect(server.sent).toEqual([
    { type: "hello", protocol: 1 },
    { type: "ask", id, workspace: "w1", ask: question },
  ]);
  expect(await server.remote.models()).toMatchObject([{ id: "m" }]);
  server.say({ type: "delta", id, text: "Be" });
  server.say({ type: "delta", id: "another", text: "never" });
  server.say({ type: "delta", id, text: "cause." });
  const spent = { model: "m", endpoint: "host", tokens: 7, cost: 0.5 };
  server.say({ type: "done", id, ...spent, firstByteMs: 1, totalMs: 2, reason: "stop" });
  expect(await end).toEqual({ ok: true, text: "Because.", reason: "stop", ...spent });
  expect(heard).toEqual(["Be", "cause."]);
});

it("Stop reaches the server and ends the answer with what had come", async () => {
  const server = connect();
  const controller = new AbortController();
  const { end, id } = await server.start(controller.signal);
  server.say({ type: "delta", id, text: "half" });
  controller.abort();
  expect(await end).toMatchObject({ ok: true, text: "half", reason: "cancelled" });
  expect(server.sent.at(-1)).toEqual({ type: "cancel", id });
});

it("a refusal, a lost connection and a silent server are failures that keep the text", async () => {
  const server = connect();
  const refused = await server.start();
  server.say({ type: "error", id: refused.id, code: "dial", message: "The task is turned off." });
  expect(await refused.end).toEqual({ ok: false, code: "dial", message: "The task is turned off.", text: "" });
  const silent = await server.start();
  server.say({ type: "delta", id: silent.id, text: "half" });
  server.ring(assistantLimits.askTimeoutMs);
  expect(await silent.end).toMatchObject({ ok: false, code: "timeout", text: "half" });
  expect(server.sent.at(-1)).toEqual({ type: "cancel", id: silent.id });
  const cut = await server.start();
  server.sockets.at(-1)?.onClose(1006, "");
  expect(await cut.end).toMatchObject({ ok: false, code: "cut" });
  expect(await server.remote.ask(question, ignore, new AbortController().signal)).toMatchObject({ code: "refused" });
});

it("tells how many are served before", async () => {
  const server = connect();
  const { ahead, id } = await server.start();
  server.say({ type: "waiting", id, ahead: 3 });
  server.say({ type: "waiting", id, ahead: 1 });
  expect(ahead).toEqual([3, 1]);
});
