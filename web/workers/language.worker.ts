/** The Worker the language service runs in. */
import libraries from "virtual:type-libraries";
import { LanguageService } from "./language-service/service.ts";

const service = new LanguageService({
  post: (message) => self.postMessage(message),
  defer: (task, delayMs) => void setTimeout(task, delayMs),
  now: () => performance.now(),
  libraries: new Map(Object.entries(libraries)),
});

self.onmessage = (event: MessageEvent<unknown>) => service.receive(event.data);
