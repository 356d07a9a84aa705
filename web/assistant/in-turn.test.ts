import { expect, it } from "vitest";
import type { InlineAnswer, InlineRequest } from "../../shared/completion/provider.ts";
import { inTurn } from "./in-turn.ts";

const request: InlineRequest = { path: "a.py", language: "python", prefix: "a", suffix: "", trigger: "auto" };
const quiet = () => new AbortController().signal;
const settled = () => new Promise((resolve) => setTimeout(resolve));

function stage() {
  const calls: { prefix: string; signal: AbortSignal; end(): void }[] = [];
  const turns = inTurn({
    source: "model",
    model: "scripted",
    debounceMs: 150,
    complete: ({ prefix }, _onText, signal) =>
      new Promise<InlineAnswer | undefined>((resolve, reject) => {
        const answer = { text: prefix, model: "scripted", latencyMs: 1 };
        calls.push({ prefix, signal, end: () => (prefix === "bad" ? reject(new Error("bad")) : resolve(answer)) });
        signal.addEventListener("abort", () => resolve(undefined));
      }),
  });
  const ask = (who: "first" | "later", prefix: string, signal = quiet()) =>
    (who === "first" ? turns.first.complete : turns.later)({ ...request, prefix }, () => undefined, signal);
  return { turns, calls, ask };
}

it("what may wait is asked when ghost text's questions are answered, also badly", async () => {
  const { turns, calls, ask } = stage();
  expect([turns.first.model, turns.first.debounceMs]).toEqual(["scripted", 150]);
  const bad = ask("first", "bad").catch(() => "failed");
  const good = ask("first", "good");
  const later = ask("later", "later");
  calls[0]?.end();
  expect(await bad).toBe("failed");
  await settled();
  expect(calls.map(({ prefix }) => prefix)).toEqual(["bad", "good"]);
  calls[1]?.end();
  await good;
  await settled();
  calls[2]?.end();
  expect((await later)?.text).toBe("later");
});

it("ghost text's next question comes before what was asked meanwhile, which is asked again", async () => {
  const { calls, ask } = stage();
  const later = ask("later", "later");
  await settled();
  const next = ask("first", "next");
  await settled();
  expect(calls.map(({ prefix, signal }) => [prefix, signal.aborted])).toEqual([
    ["later", true],
    ["next", false],
  ]);
  calls[1]?.end();
  expect((await next)?.text).toBe("next");
  await settled();
  calls[2]?.end();
  expect((await later)?.text).toBe("later");
});

it("what is called off while it waits is never asked", async () => {
  const { calls, ask } = stage();
  const controller = new AbortController();
  void ask("first", "first");
  const later = ask("later", "later", controller.signal);
  controller.abort();
  expect(await later).toBeUndefined();
  expect(calls).toHaveLength(1);
});
