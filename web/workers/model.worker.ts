/** The Worker that runs a GGUF file with llama.cpp; started when a person has chosen one. */
import type { ToModelWorker } from "../../shared/browser-model/messages.ts";
import { canRunLlama, loadModel } from "./model/llama.ts";
import { ModelService } from "./model/model-service.ts";

const { port1, port2 } = new MessageChannel();

const service = new ModelService({
  post: (message) => self.postMessage(message),
  canRun: canRunLlama,
  load: loadModel,
  // A timer would wait 4 ms a token.
  breathe: () =>
    new Promise((resolve) => {
      port1.onmessage = () => resolve();
      port2.postMessage(undefined);
    }),
});

self.onmessage = (event: MessageEvent<ToModelWorker<File>>) => service.receive(event.data);
