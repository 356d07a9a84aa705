/** Looks for passages in a Worker of its own, so that a large project does not hold up the page. */
import type { FoundPassage, FromCodebaseWorker, ToCodebaseWorker } from "../../../shared/chat/search-messages.ts";
import { panelLimits } from "./limits.ts";

export type SearchFiles = (
  question: string,
  files: readonly { path: string; text: string }[],
  signal: AbortSignal,
) => Promise<readonly FoundPassage[]>;

/** Nothing when it is called off, takes too long or cannot run. */
export const searchInWorker: SearchFiles = (question, files, signal) =>
  new Promise((resolve) => {
    const worker = new Worker(new URL("../../workers/codebase.worker.ts", import.meta.url), { type: "module" });
    const end = (passages: readonly FoundPassage[]) => {
      clearTimeout(timer);
      worker.terminate();
      resolve(passages);
    };
    const timer = setTimeout(() => end([]), panelLimits.searchTimeoutMs);
    signal.addEventListener("abort", () => end([]), { once: true });
    worker.onmessage = (event: MessageEvent<FromCodebaseWorker>) => end(event.data.passages);
    worker.onerror = () => end([]);
    const { maxFoundChars: maxChars, maxFoundPieces: maxPieces } = panelLimits;
    worker.postMessage({ question, files, maxChars, maxPieces } satisfies ToCodebaseWorker);
  });
