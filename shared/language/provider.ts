/** A language service as the editor sees it. */
import type { AnswerOf } from "./answers.ts";
import type { LanguageQuestion } from "./messages.ts";

export type QuestionOf<Kind extends LanguageQuestion["kind"]> = Extract<LanguageQuestion, { kind: Kind }>;

export interface LanguageProvider {
  /** The answer about the text as it is now; undefined when there is nothing to say or a newer question overtook this one. */
  ask<Kind extends LanguageQuestion["kind"]>(
    question: QuestionOf<Kind>,
    signal: AbortSignal,
  ): Promise<AnswerOf<Kind> | undefined>;
}

/** Languages that the service understands, by our ids. */
export function hasLanguageService(language: string): boolean {
  return served.has(language);
}

const served = new Set(["javascript", "jsx", "typescript", "tsx", "json"]);
