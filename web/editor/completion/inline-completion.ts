/** Ghost text: shows what the providers suggest at the caret and writes it only when it is accepted. */
import type { Extension } from "@codemirror/state";
import type { Command, EditorView } from "@codemirror/view";
import type { InlineProvider } from "../../../shared/completion/provider.ts";
import type { AskAlternatives } from "./alternatives.ts";
import { type Announce, announcer } from "./announcer.ts";
import { AnswerCache } from "./answer-cache.ts";
import { ghostField } from "./ghost.ts";
import { ghostKeys } from "./ghost-keys.ts";
import { ghostView } from "./ghost-view.ts";
import { type InlineOutcome, outcomes } from "./outcome.ts";
import { requestPlugin } from "./request-plugin.ts";

export interface InlineCompletionOptions {
  /** Path and language of the file in this editor; read at every request, so a rename is seen. */
  file: () => { path: string; language: string };
  /** In order of speed: the local engine first. */
  providers: readonly InlineProvider[];
  /** Finds other suggestions for a place when the person asks for them. */
  alternatives?: AskAlternatives;
  /** False pauses ghost text (the switch in the settings); default always on. */
  enabled?: () => boolean;
  /** Hears that `enabled` may have changed; returns how to stop listening. */
  onEnabled?: (changed: () => void) => () => void;
  announce?: Announce;
  /** Hears what became of each suggestion that was seen. */
  onOutcome?: (outcome: InlineOutcome) => void;
  /** Hears of each text that was taken, and where it was written. */
  onAccepted?: (text: string, from: number) => void;
  /** Hears a provider's failure; typing goes on. */
  onError?: (error: unknown) => void;
}

/** Ghost text for the editors of one project. Put it before the keymaps that bind Tab and Escape. */
export function inlineCompletion(options: InlineCompletionOptions): Extension {
  const requests = requestPlugin(options, new AnswerCache());
  const ask: Command = (view) => {
    view.plugin(requests)?.ask("manual");
    return true;
  };
  const cycle = (step: 1 | -1) => (view: EditorView) => view.plugin(requests)?.cycle(step) ?? false;
  return [
    ghostField,
    ghostView,
    requests,
    ghostKeys({
      accepted: (_ghost, text, from) => options.onAccepted?.(text, from),
      dismissed: (view) => view.plugin(requests)?.cancelAll(),
      ask,
      next: cycle(1),
      previous: cycle(-1),
    }),
    announcer(options.announce ?? ((text) => text)),
    outcomes((outcome) => options.onOutcome?.(outcome)),
  ];
}
