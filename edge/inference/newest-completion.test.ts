import { expect, it } from "vitest";
import type { AssistantServerFrame } from "../../shared/protocol/assistant.ts";
import { FakeClock } from "../../test/support/edge-fakes.ts";
import { createAssistantSession } from "./assistant-session.ts";
import type { Inference, InferenceEnd } from "./inference.ts";
import type { InferenceRequest } from "./question.ts";

type Event = InferenceEnd | { type: "text"; text: string };

/** Completions that say what the test lets them say, one event at a time. */
class ScriptedInference implements Inference {
  readonly runs: { request: InferenceRequest; signal: AbortSignal; say: (event: Event) => Promise<void> }[] = [];

  models() {
    return [];
  }

  ask(): Promise<InferenceEnd> {
    throw new Error("nothing is asked here");
  }

  complete(request: InferenceRequest, signal: AbortSignal, hear: (text: string) => void): Promise<InferenceEnd> {
    return new Promise((resolve) => {
      const say = (event: Event): Promise<void> => {
        if (event.type === "text") hear(event.text);
        else resolve(event);
        return new Promise((settled) => setImmediate(settled));
      };
      this.runs.push({ request, signal, say });
    });
  }
}

const done = (reason: "stop" | "cancelled"): InferenceEnd => {
  return { type: "done", reason, model: "m", endpoint: "model.test", firstByteMs: 1, totalMs: 2, tokens: 3 };
};

function connect() {
  const inference = new ScriptedInference();
  const frames: AssistantServerFrame[] = [];
  const session = createAssistantSession({
    inference,
    clock: new FakeClock(),
    send: (text) => void frames.push(JSON.parse(text)),
    closeSocket: () => {},
  });
  const say = (frame: object): void => session.receive(JSON.stringify(frame));
  const complete = (id: string): void => {
    const where = { workspace: "w", path: "a.ts", language: "typescript" };
    say({ type: "complete", id, ...where, prefix: "a", suffix: "b", trigger: "auto" });
  };
  say({ type: "hello", protocol: 1 });
  return { inference, frames, session, say, complete };
}

it("[AS2] the newest completion calls the older one off, and what that still says is not passed on", async () => {
  const { inference, frames, complete } = connect();
  complete("old");
  complete("new");
  const [old, newest] = inference.runs;
  expect([old?.signal.aborted, newest?.signal.aborted]).toEqual([true, false]);
  await old?.say({ type: "text", text: "too late" });
  await newest?.say({ type: "text", text: "wanted" });
  expect(frames.slice(1)).toEqual([{ type: "delta", id: "new", text: "wanted" }]);
});

it("[AS2] an older completion that ends later leaves the newest one its cancel", async () => {
  const { inference, say, complete } = connect();
  complete("old");
  complete("new");
  const [old, newest] = inference.runs;
  await old?.say(done("cancelled"));
  say({ type: "cancel", id: "old" });
  expect(newest?.signal.aborted).toBe(false);
  say({ type: "cancel", id: "new" });
  expect(newest?.signal.aborted).toBe(true);
});

it("a closed socket calls its completion off", () => {
  const { inference, session, complete } = connect();
  complete("only");
  session.close();
  expect(inference.runs[0]?.signal.aborted).toBe(true);
});
