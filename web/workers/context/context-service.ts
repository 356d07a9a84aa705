/** The index of a workspace behind messages: questions before files, files in slices, a file that changes again is read once. */
import { contextLimits } from "../../../shared/context/limits.ts";
import type { FromContextWorker, ToContextWorker } from "../../../shared/context/messages.ts";
import { ContextIndex } from "./context-index.ts";
import { gatherContext } from "./gather.ts";
import { passagesFor } from "./passages.ts";

export interface ContextServicePorts {
  post(message: FromContextWorker): void;
  /** Runs `task` after the messages that have arrived already. */
  defer(task: () => void): void;
  now(): number;
}

export class ContextService {
  readonly #ports: ContextServicePorts;
  readonly #index = new ContextIndex();
  /** Path → its text, undefined when it is gone. */
  readonly #changes = new Map<string, string | undefined>();
  #working = false;

  constructor(ports: ContextServicePorts) {
    this.#ports = ports;
  }

  receive(message: ToContextWorker): void {
    if (message.type === "gather") {
      this.#ports.post({ id: message.id, files: gatherContext(this.#index, message.question) });
      return;
    }
    if (message.type === "search") {
      this.#workAll();
      this.#ports.post({ id: message.id, passages: passagesFor(this.#index, message.request) });
      return;
    }
    this.#changes.set(message.path, message.type === "file" ? message.text : undefined);
    if (this.#working) return;
    this.#working = true;
    this.#ports.defer(() => this.#work());
  }

  #work(): void {
    const from = this.#ports.now();
    for (const [path, text] of this.#changes) {
      this.#take(path, text);
      if (this.#ports.now() - from >= contextLimits.sliceMs) break;
    }
    this.#working = this.#changes.size > 0;
    if (this.#working) this.#ports.defer(() => this.#work());
  }

  /** A person waits for an answer about all of the project, not about what of it has been read so far. */
  #workAll(): void {
    for (const [path, text] of this.#changes) this.#take(path, text);
  }

  #take(path: string, text: string | undefined): void {
    this.#changes.delete(path);
    if (text === undefined) this.#index.remove(path);
    else this.#index.set(path, text);
  }
}
