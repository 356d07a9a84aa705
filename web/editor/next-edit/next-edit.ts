/** Next edits: what follows from a changed declaration is proposed at its places, and written only where it is accepted. */
import type { Extension } from "@codemirror/state";
import { ViewPlugin } from "@codemirror/view";
import { nextEditView } from "./draw.ts";
import { nextEditKeys } from "./keys.ts";
import type { NextEditOptions } from "./options.ts";
import { proposalsField } from "./proposals.ts";
import { type Waiting, Watch } from "./watch.ts";

/** For the editors of one project. Put it behind ghost text, whose Tab comes first. */
export function nextEdit(options: NextEditOptions): Extension {
  const waiting: Waiting = new Map();
  return [
    proposalsField,
    nextEditView(options),
    ViewPlugin.define((view) => new Watch(view, options, waiting)),
    nextEditKeys(options, waiting),
  ];
}
