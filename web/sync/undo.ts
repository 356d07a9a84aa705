/** Undo of this tab's own typing, one manager a file. */
import * as Y from "yjs";
import { originOf } from "./origin.ts";

/** Besides an editor binding's own origin, which the binding adds. A program's and other people's changes stay. */
const trackedOrigins = [null, "typed", "paste", "assistant"];

export class UndoManagers {
  readonly #managers = new Map<string, { text: Y.Text; manager: Y.UndoManager }>();

  /** The manager of `text`; a file that got another text (restored, turned to a blob and back) gets another manager. */
  of(fileId: string, text: Y.Text): Y.UndoManager {
    const found = this.#managers.get(fileId);
    if (found?.text === text) return found.manager;
    found?.manager.destroy();
    const manager = new Y.UndoManager(text, {
      trackedOrigins: new Set(trackedOrigins),
      // A program's write through this tab has no transaction origin of its own either.
      captureTransaction: ({ doc, origin }) => originOf(doc, origin) !== "program",
    });
    this.#managers.set(fileId, { text, manager });
    return manager;
  }

  dispose(): void {
    for (const { manager } of this.#managers.values()) manager.destroy();
    this.#managers.clear();
  }
}
