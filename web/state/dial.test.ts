import { expect, test } from "vitest";
import { createStore } from "zustand/vanilla";
import { type Dial, openDial } from "../../shared/access/dial.ts";
import { createDial } from "./dial.ts";

const off: Dial = { allowed: ["explain"], rules: [{ pattern: "*.env", allowed: [] }] };
const leavingOut = (pattern: string): Dial => ({ ...openDial, rules: [{ pattern, allowed: [] }] });

function storage() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
}

function project(kept = storage(), workspaceId = "one") {
  const told = createStore<Dial | undefined>()(() => undefined);
  const sent: Dial[] = [];
  const answers: ((taken: boolean) => void)[] = [];
  let refusals = 0;
  const dial = createDial({
    storage: kept,
    workspaceId,
    told,
    send: (turned) => {
      sent.push(turned);
      return new Promise((resolve) => answers.push(resolve));
    },
    onRefused: () => {
      refusals += 1;
    },
  });
  return { dial, say: (turned: Dial) => told.setState(turned, true), sent, answers, refusals: () => refusals };
}

test("what the server says is honoured at once and remembered for its project and no other", () => {
  const kept = storage();
  const { dial, say } = project(kept);
  expect(dial.getState()).toEqual(openDial);
  say(off);
  expect(dial.getState()).toEqual(off);
  expect(project(kept).dial.getState()).toEqual(off);
  expect(project(kept, "two").dial.getState()).toEqual(openDial);
});

test("what cannot be read leaves the dial as nobody turned it", () => {
  const kept = storage();
  kept.setItem("glasshouse.dial.one", '{"allowed":["everything"]}');
  expect(project(kept).dial.getState()).toEqual(openDial);
});

test("a turn is shown at once, and taken back with a word when the server does not take it", async () => {
  const { dial, answers, refusals } = project();
  const turned = dial.turn(off);
  expect(dial.getState()).toEqual(off);
  answers[0]?.(false);
  await turned;
  expect([dial.getState(), refusals()]).toEqual([openDial, 1]);
});

test("turns are sent one after another, the last one always, and an echo of an earlier one does not undo a later one", async () => {
  const { dial, say, sent, answers } = project();
  const turned = dial.turn(leavingOut("a"));
  void dial.turn(leavingOut("ab"));
  void dial.turn(leavingOut("abc"));
  say(leavingOut("a"));
  expect(dial.getState()).toEqual(leavingOut("abc"));
  answers[0]?.(true);
  await Promise.resolve();
  await Promise.resolve();
  answers[1]?.(true);
  await turned;
  expect(sent).toEqual([leavingOut("a"), leavingOut("abc")]);
  expect(dial.getState()).toEqual(leavingOut("abc"));
});
