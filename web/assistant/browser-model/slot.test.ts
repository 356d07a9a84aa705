import { expect, it } from "vitest";
import type { InlineProvider, InlineRequest } from "../../../shared/completion/provider.ts";
import { createCompletionStatus } from "../completion-status.ts";
import type { BrowserModel } from "./browser-model.ts";
import { createBrowserModelSlot } from "./slot.ts";

const request: InlineRequest = { path: "a.js", language: "javascript", prefix: "a", suffix: "", trigger: "auto" };
const edge: InlineProvider = {
  source: "model",
  model: "edge",
  debounceMs: 150,
  complete: async () => ({ text: "edge", model: "edge", latencyMs: 1 }),
};
const asked = {
  status: createCompletionStatus(),
  words: { place: "This browser", problem: () => "" },
};

/** A slot whose code answers each attempt to load it in turn. */
function stage(remembered: string | undefined, ...loads: boolean[]) {
  const storage = new Map(remembered ? [["glasshouse.browser-model", remembered]] : []);
  let attempts = 0;
  const slot = createBrowserModelSlot(
    { getItem: (key) => storage.get(key) ?? null, setItem: (key, value) => storage.set(key, value) },
    async (state): Promise<BrowserModel> => {
      if (!loads[attempts++]) throw new TypeError("Failed to fetch");
      return {
        choose: async ({ name }) =>
          state.setState({ phase: "ready", file: name, model: "tiny", kept: undefined }, true),
        remove: async () => state.setState({ phase: "none" }, true),
        complete: async () => ({ text: "browser", model: "tiny", latencyMs: 1 }),
      };
    },
  );
  const provider = slot.instead(edge, asked);
  const ask = () => provider.complete(request, () => undefined, new AbortController().signal);
  return { slot, provider, ask, attempts: () => attempts };
}

it("where no file is chosen the other model is asked and nothing is loaded", async () => {
  const { provider, ask, attempts } = stage(undefined);
  expect([provider.model, (await ask())?.text, attempts()]).toEqual(["edge", "edge", 0]);
});

it("a chosen file alone is asked, until it is removed", async () => {
  const { slot, provider, ask, attempts } = stage(undefined, true);
  await slot.choose(new File(["x"], "tiny.gguf"));
  expect([provider.model, (await ask())?.text]).toEqual(["tiny", "browser"]);
  await slot.remove();
  expect([provider.model, (await ask())?.text, attempts()]).toEqual(["edge", "edge", 1]);
});

it("a file of an earlier visit is asked too; code that could not be loaded is tried again", async () => {
  const { provider, ask } = stage('{"file":"tiny.gguf"}', false, true);
  expect(provider.model).toBe("tiny.gguf");
  await expect(ask()).rejects.toThrow("Failed to fetch");
  expect((await ask())?.text).toBe("browser");
});

it("a choice whose code cannot be loaded says so", async () => {
  const { slot } = stage(undefined, false);
  await slot.choose(new File(["x"], "tiny.gguf"));
  expect(slot.state.getState()).toMatchObject({ phase: "failed", problem: "stopped", detail: "Failed to fetch" });
});

it.each(["{", "[]", '{"file":""}', '{"file":3}'])("what is unreadable in the storage is no file: %s", (kept) => {
  expect(stage(kept).slot.state.getState()).toEqual({ phase: "none" });
});
