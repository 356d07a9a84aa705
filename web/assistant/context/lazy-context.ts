/** The project's context from the first time on that a model is asked: its code is loaded and its files are read only then. */
import type { WorkspaceContext } from "./workspace-context.ts";

/**
 * While the code cannot be loaded the answer is undefined, which keeps the model unasked: no files at all would let a caret in an
 * ignored file through. The next request tries again.
 */
export function lazyContext(load: () => Promise<WorkspaceContext>): WorkspaceContext {
  let loading: Promise<WorkspaceContext | undefined> | undefined;
  let disposed = false;
  const loaded = () => {
    loading ??= load().catch(() => {
      // Away for a moment, or replaced by a newer build: nothing is lost but this request.
      loading = undefined;
      return undefined;
    });
    return loading;
  };
  return {
    async gather(place) {
      return disposed ? undefined : (await loaded())?.gather(place);
    },
    async search(request) {
      return disposed ? [] : ((await (await loaded())?.search(request)) ?? []);
    },
    dispose() {
      disposed = true;
      void loading?.then((context) => context?.dispose());
    },
  };
}
