/** The Worker the statistical engine runs in. */
import type { ToCompletionWorker } from "../../shared/completion/messages.ts";
import { CompletionService } from "./completion-service.ts";
import { fetchCorpus } from "./fetch-corpus.ts";
import { loadReader } from "./syntax/load-reader.ts";

const service = new CompletionService({
  post: (message) => self.postMessage(message),
  defer: (task, delayMs) => void setTimeout(task, delayMs),
  now: () => performance.now(),
  loadCorpus: (url) => fetchCorpus(url, (address) => fetch(address)),
  loadReader,
});

self.onmessage = (event: MessageEvent<ToCompletionWorker>) => service.receive(event.data);
