import { expect, it } from "vitest";
import { keptRuns } from "./kept-runs.ts";

function storage() {
  const items = new Map<string, string>();
  return {
    items,
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  };
}

it("the run that a tab holds is there after a reload, in its own workspace alone", () => {
  const tab = storage();
  keptRuns("w", tab).hold({ run: "r", request: "Fix it.", edits: "ask" });
  expect(keptRuns("w", tab).held()).toEqual({ run: "r", request: "Fix it.", edits: "ask" });
  expect(keptRuns("v", tab).held()).toBeUndefined();
  keptRuns("w", tab).hold(undefined);
  expect(keptRuns("w", tab).held()).toBeUndefined();
});

it.each(["{oops", "null", '{"run":"r"}', '{"run":"r","request":"","edits":"everything"}'])(
  "%s is no run",
  (written) => {
    const tab = storage();
    tab.setItem("glasshouse.agent.w", written);
    expect(keptRuns("w", tab).held()).toBeUndefined();
  },
);
