/** Marks the transaction that writes an accepted suggestion, so that sync can say it came from the assistant and undo can take it as one step. */
import { Annotation } from "@codemirror/state";

export interface Accepted {
  source: "local" | "model";
  model: string;
  part: "all" | "word" | "line";
  text: string;
}

export const acceptedCompletion = Annotation.define<Accepted>();

/** User event of such a transaction. */
export const acceptedUserEvent = "input.complete.ai";
