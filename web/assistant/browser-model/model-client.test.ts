import { expect, it } from "vitest";
import type { FromModelWorker, ToModelWorker } from "../../../shared/browser-model/messages.ts";
import { createModelClient } from "./model-client.ts";

const question = { prompt: "a", stop: [], maxTokens: 4, temperature: 0 };
const facts = { name: "tiny", contextTokens: 512 };
const file = new File(["x"], "tiny.gguf");

function start() {
  const posted: ToModelWorker<File>[] = [];
  let say = (_message: FromModelWorker): void => undefined;
  let die = (_message: string): void => undefined;
  let terminated = false;
  const client = createModelClient(file, () => ({
    post: (message) => posted.push(message),
    listen(onMessage, onError) {
      say = onMessage;
      die = onError;
    },
    terminate: () => {
      terminated = true;
    },
  }));
  return {
    client,
    posted,
    say: (message: FromModelWorker) => say(message),
    die: (message: string) => die(message),
    terminated: () => terminated,
  };
}

it("a file is handed over once, and what the Worker finds is told", async () => {
  const loads = start();
  loads.say({ type: "loaded", facts });
  expect(await loads.client.loaded).toEqual({ ok: true, facts });
  const refuses = start();
  refuses.say({ type: "refused", code: "truncated", detail: "" });
  expect(await refuses.client.loaded).toEqual({ ok: false, code: "truncated", detail: "" });
  expect(refuses.posted).toEqual([{ type: "load", file }]);
});

it("an answer is heard piece by piece until it is called off, and ends when the Worker says so", async () => {
  const { client, posted, say } = start();
  const controller = new AbortController();
  const heard: string[] = [];
  const answer = client.complete(question, (piece) => heard.push(piece), controller.signal);
  say({ type: "text", id: 1, text: "lo" });
  say({ type: "text", id: 9, text: "not asked" });
  controller.abort();
  say({ type: "text", id: 1, text: "ad" });
  say({ type: "done", id: 1, tokens: 2 });
  expect(await answer).toEqual({ ok: true, tokens: 2 });
  expect(heard).toEqual(["lo"]);
  expect(posted.slice(1)).toEqual([
    { type: "complete", id: 1, question },
    { type: "cancel", id: 1 },
  ]);
});

it("what was called off before is not even asked", async () => {
  const { client, posted } = start();
  expect(await client.complete(question, () => undefined, AbortSignal.abort())).toEqual({ ok: true, tokens: 0 });
  expect(posted).toHaveLength(1);
});

it("a Worker that dies or is let go ends all that waits for it", async () => {
  for (const act of ["die", "dispose"] as const) {
    const { client, die, terminated } = start();
    const answer = client.complete(question, () => undefined, new AbortController().signal);
    if (act === "die") die("out of memory");
    else client.dispose();
    expect(await answer).toMatchObject({ ok: false, code: "stopped" });
    expect(await client.loaded).toMatchObject({ ok: false, code: "stopped" });
    expect(terminated()).toBe(act === "dispose");
    const late = client.complete(question, () => undefined, new AbortController().signal);
    expect(await late).toMatchObject({ ok: false, code: "stopped" });
  }
});
