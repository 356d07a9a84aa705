/** The place of the browser's own model: nothing of it is loaded before the person chooses one. */
import type { InlineProvider } from "../../../shared/completion/provider.ts";
import { type BrowserModelStore, createBrowserModelStore } from "../../state/browser-model.ts";
import type { KeptText } from "../../state/settings.ts";
import type { Asked } from "./ask-model.ts";
import type { BrowserModel } from "./browser-model.ts";

export interface BrowserModelSlot {
  state: BrowserModelStore;
  choose(file: File): Promise<void>;
  remove(): Promise<void>;
  /** The browser's model where one is chosen, `otherwise` where none is: then it alone is asked. */
  instead(otherwise: InlineProvider, asked: Omit<Asked, "request" | "onText">): InlineProvider;
}

export function createBrowserModelSlot(
  storage: KeptText,
  load: (store: BrowserModelStore) => Promise<BrowserModel> = loadBrowserModel,
): BrowserModelSlot {
  const state = createBrowserModelStore(storage);
  let loading: Promise<BrowserModel> | undefined;
  const model = () => {
    loading ??= load(state).catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
  return {
    state,
    async choose(file) {
      try {
        await (await model()).choose(file);
      } catch (error) {
        const detail = error instanceof Error ? error.message : String(error);
        state.setState({ phase: "failed", file: file.name, problem: "stopped", detail }, true);
      }
    },
    remove: async () => (await model()).remove(),
    instead: (otherwise, asked) => ({
      source: "model",
      debounceMs: otherwise.debounceMs,
      get model() {
        const now = state.getState();
        return now.phase === "none" ? otherwise.model : now.phase === "ready" ? now.model : now.file;
      },
      async complete(request, onText, signal) {
        const { phase } = state.getState();
        if (phase === "none") return otherwise.complete(request, onText, signal);
        return (await model()).complete({ ...asked, request, onText }, signal);
      },
    }),
  };
}

async function loadBrowserModel(store: BrowserModelStore): Promise<BrowserModel> {
  const [{ createBrowserModel }, { createKeptFile }, { createModelClient }] = await Promise.all([
    import("./browser-model.ts"),
    import("./kept-file.ts"),
    import("./model-client.ts"),
  ]);
  const start = (file: File) => createModelClient(file);
  return createBrowserModel({ store, kept: createKeptFile(), start, now: () => performance.now() });
}
