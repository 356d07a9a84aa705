/** Hover, signatures, problems and definitions of one editor. */
import type { Extension } from "@codemirror/state";
import { definition } from "./definition.ts";
import { hover } from "./hover.ts";
import type { LanguageOptions } from "./options.ts";
import { problems } from "./problems.ts";
import { signature } from "./signature.ts";
import { languageTheme } from "./theme.ts";

export function languageFeatures(options: LanguageOptions): Extension {
  return [problems(options), hover(options), signature(options), definition(options), languageTheme];
}
