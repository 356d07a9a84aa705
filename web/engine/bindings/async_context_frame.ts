import type { Binding, Runtime } from "../boot/runtime.ts";

/** What AsyncLocalStorage reads; ../loop/continuations.ts carries it over `then` and `await`. */
export function createAsyncContextFrameBinding({ asyncIds }: Runtime): Binding {
  return {
    getContinuationPreservedEmbedderData: () => asyncIds.contextFrame,
    setContinuationPreservedEmbedderData(frame: unknown) {
      asyncIds.contextFrame = frame;
    },
  };
}
