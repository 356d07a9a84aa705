import { expect, it } from "vitest";
import type { AssistantServerFrame } from "../../shared/protocol/assistant.ts";
import { FakeClock } from "../../test/support/edge-fakes.ts";
import { createAssistantSession } from "./assistant-session.ts";
import type { Inference, InferenceEvent, InferenceRequest } from "./inference.ts";

/** Completions that say what the test lets them say, one event at a time. */
class ScriptedInference implements Inference {
  readonly runs: { request: InferenceRequest; signal: AbortSignal; say: (event: InferenceEvent) => Promise<void> }[] =
    [];

  models() {
    return [];
  }

  async *complete(request: InferenceRequest, signal: AbortSignal): AsyncGenerator<InferenceEvent, void, undefined> {
    const waiting: InferenceEvent[] = [];
    let wake = (): void => {};
    const say = (event: InferenceEvent): Promise<void> => {
      waiting.push(event);
      wake();
      return new Promise((resolve) => setImmediate(resolve));
    };
    this.runs.push({ request, signal, say });
    for (;;) {
      const event = waiting.shift();
      if (event) yield event;
      if (event && event.type !== "text") return;
      if (waiting.length > 0) continue;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
}

const done = (reason: "stop" | "cancelled"): InferenceEvent => {
  return { type: "done", reason, model: "m", endpoint: "model.test", firstByteMs: 1, totalMs: 2 };
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
