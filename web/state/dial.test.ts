import { expect, test } from "vitest";
import { openDial } from "../../shared/access/dial.ts";
import { createDial } from "./dial.ts";

function storage() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
}

test("a turned dial is kept for its project and no other", () => {
  const kept = storage();
  const dial = { allowed: ["explain" as const], rules: [{ pattern: "*.env", allowed: [] }] };
  createDial(kept, "one").set(dial);
  expect(createDial(kept, "one").getState()).toEqual(dial);
  expect(createDial(kept, "two").getState()).toEqual(openDial);
});

test("what cannot be read leaves the dial as nobody turned it", () => {
  const kept = storage();
  kept.setItem("glasshouse.dial.one", '{"allowed":["everything"]}');
  expect(createDial(kept, "one").getState()).toEqual(openDial);
});
