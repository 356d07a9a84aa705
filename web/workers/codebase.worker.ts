/** The Worker that finds passages for a question in words; one question, then it ends. */
import type { FromCodebaseWorker, ToCodebaseWorker } from "../../shared/chat/search-messages.ts";
import { findPassages } from "./codebase/find-passages.ts";

self.onmessage = (event: MessageEvent<ToCodebaseWorker>) => {
  self.postMessage({ passages: findPassages(event.data) } satisfies FromCodebaseWorker);
};
