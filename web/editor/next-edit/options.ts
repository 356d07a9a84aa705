/** What next edits need from outside. */
import type { Place } from "../../../shared/language/answers.ts";
import type { LanguageProvider } from "../../../shared/language/provider.ts";
import type { Messages } from "../../i18n/en.ts";
import type { NextEditModel } from "./model-edit.ts";

export interface NextEditOptions {
  service: LanguageProvider;
  /** Asked where the service knows nothing that follows. */
  model?: NextEditModel;
  /** The file in this editor. */
  file(): { path: string; language: string };
  /** Its path; undefined when its language has no names that a service knows. */
  path(): string | undefined;
  /** False while the assistant is off or may not complete in this file. */
  enabled(): boolean;
  /** Hears that `enabled` may have changed; returns how to stop listening. */
  onEnabled(changed: () => void): () => void;
  words(): Messages["nextEdit"];
  /** Shows a place of another file; false when that file is not one of the project's. */
  openPlace(place: Place): boolean;
}
