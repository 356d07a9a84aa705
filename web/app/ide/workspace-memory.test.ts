import { expect, test } from "vitest";
import { recall, remember } from "./workspace-memory.ts";

function storage() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => void kept.set(key, text),
  };
}

test("each project is remembered apart, and a change keeps the rest", () => {
  const kept = storage();
  remember(kept, "one", { name: "tea", open: ["a"] });
  remember(kept, "one", { active: "a" });
  remember(kept, "two", { name: "cake" });
  expect(recall(kept, "one")).toEqual({ name: "tea", open: ["a"], active: "a" });
  expect(recall(kept, "two")).toEqual({ name: "cake" });
});

test("a broken memory is no memory", () => {
  const kept = storage();
  kept.setItem("glasshouse.project.one", '{"open":[1]}');
  expect(recall(kept, "one")).toEqual({});
});
