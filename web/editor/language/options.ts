/** What the language features of an editor need from outside. */
import type { Place } from "../../../shared/language/answers.ts";
import { hasLanguageService, type LanguageProvider } from "../../../shared/language/provider.ts";
import type { Messages } from "../../i18n/en.ts";

export interface LanguageOptions {
  service: LanguageProvider;
  /** Path and language of the file in this editor; read at every request, so a rename is seen. */
  file(): { path: string; language: string };
  /** Words of the language shown now. */
  words(): Messages["language"];
  /** Shows a place of another file; false when that file is not one of the project's. */
  openPlace(place: Place): boolean;
}

/** The file's path, undefined when no service knows its language. */
export function servedPath({ file }: Pick<LanguageOptions, "file">): string | undefined {
  const { path, language } = file();
  return path !== "" && hasLanguageService(language) ? path : undefined;
}

/** As `servedPath`, and the file has names and types: JSON has problems only. */
export function typedPath(options: Pick<LanguageOptions, "file">): string | undefined {
  return options.file().language === "json" ? undefined : servedPath(options);
}
