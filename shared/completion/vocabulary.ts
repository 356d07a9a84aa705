/** Tokens by number: the corpus's ids come first and stay, names of the workspace follow as they are met. */

import { newline } from "./lexer.ts";
import { completionLimits } from "./limits.ts";

/** Id of every token the vocabulary does not hold. */
export const unknownId = 0;
/** Id of the newline token. */
export const newlineId = 1;

export class Vocabulary {
  private readonly ids = new Map<string, number>();
  private readonly texts: string[] = [];

  constructor(texts: readonly string[] = []) {
    for (const text of ["", newline, ...texts]) {
      this.ids.set(text, this.texts.length);
      this.texts.push(text);
    }
  }

  get size(): number {
    return this.texts.length;
  }

  /** The token's id, given now if it is new; unknown for very long tokens and when the vocabulary is full. */
  intern(text: string): number {
    const known = this.ids.get(text);
    if (known !== undefined) return known;
    if (text.length > completionLimits.maxTokenChars || this.texts.length >= completionLimits.maxVocabulary)
      return unknownId;
    this.ids.set(text, this.texts.length);
    return this.texts.push(text) - 1;
  }

  idOf(text: string): number {
    return this.ids.get(text) ?? unknownId;
  }

  textOf(id: number): string {
    return this.texts[id] ?? "";
  }
}
