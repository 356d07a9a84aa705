/** The Worker that finds what of other files helps a completion; started when a model is there to be asked. */
import type { ToContextWorker } from "../../shared/context/messages.ts";
import { ContextService } from "./context/context-service.ts";

const service = new ContextService({
  post: (message) => self.postMessage(message),
  defer: (task) => void setTimeout(task),
  now: () => performance.now(),
});

self.onmessage = (event: MessageEvent<ToContextWorker>) => service.receive(event.data);
