/** Ghost text: shows what the providers suggest at the caret and writes it only when it is accepted. */
import type { Extension } from "@codemirror/state";
import type { InlineProvider } from "../../../shared/completion/provider.ts";
import { announcer } from "./announcer.ts";
import { ghostField } from "./ghost.ts";
import { type AcceptListener, ghostKeys } from "./ghost-keys.ts";
import { ghostView } from "./ghost-view.ts";
import { ask, requestPlugin } from "./request-plugin.ts";

/** What was shown or taken, for the local statistics and the status bar. */
export interface InlineEvent {
  source: "local" | "model";
  model: string;
  text: string;
  /** How much of it was taken; absent when it was only shown. */
  part?: "all" | "word" | "line";
}

export interface InlineCompletionOptions {
  /** Path and language of the file in this editor; read at every request, so a rename is seen. */
  file: () => { path: string; language: string };
  /** In order of speed: the local engine first. */
  providers: readonly InlineProvider[];
  /** False pauses ghost text (the switch in the settings); default always on. */
  enabled?: () => boolean;
  /** Sentence for a screen reader, translated: `(text) => t("completion.announce", {text})`. */
  announce?: (text: string) => string;
  onShown?: (event: InlineEvent) => void;
  onAccepted?: (event: InlineEvent) => void;
  /** Hears a provider's failure; typing goes on. */
  onError?: (error: unknown) => void;
}

/** Ghost text for one editor. Put it before the keymaps that bind Tab and Escape. */
export function inlineCompletion(options: InlineCompletionOptions): Extension {
  const accepted: AcceptListener = ({ source, model }, text, part) =>
    options.onAccepted?.({ source, model, text, part });
  return [
    ghostField,
    ghostView,
    requestPlugin(options),
    ghostKeys(accepted, ask),
    announcer(options.announce ?? ((text) => text)),
  ];
}
