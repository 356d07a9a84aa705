import { expect, test } from "vitest";
import type { StoreChange } from "./ports.ts";
import { mergeChanges } from "./store-writer.ts";

const update = (value: number) => Uint8Array.of(value);
const entry = (key: string) => ({ key, replica: 1, origin: "typed", update: update(0) }) as const;

test("changes that share a transaction have the effect of all, in order", () => {
  const changes: StoreChange[] = [
    { updates: [update(1)], outboxAdd: [entry("a"), entry("b")] },
    { compactTo: update(9), meta: { role: "editor" } },
    { updates: [update(2)], outboxRemove: ["a", "old"], granted: 5 },
    { outboxAdd: [entry("a")], meta: { known: { epoch: "e", head: 1 } } },
  ];
  expect(mergeChanges(changes)).toEqual({
    compactTo: update(9),
    updates: [update(2)],
    outboxAdd: [entry("b"), entry("a")],
    outboxRemove: ["a", "old"],
    meta: { role: "editor", known: { epoch: "e", head: 1 } },
    granted: 5,
  });
});
