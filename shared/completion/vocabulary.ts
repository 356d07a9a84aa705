/** Tokens by number: the corpus's ids come first and stay, names of the workspace follow as they are met. */

import { newline } from "./lexer.ts";
import { completionLimits } from "./limits.ts";

/** Id of every token the vocabulary does not hold. */
export const unknownId = 0;
/** Id of the newline token. */
export const newlineId = 1;

const indexedLetters = 2;

export class Vocabulary {
  private readonly ids = new Map<string, number>();
  private readonly texts: string[] = [];
  /** Ids by the first letters of their texts. */
  private readonly beginnings = new Map<string, number[]>();

  constructor(texts: readonly string[] = []) {
    for (const text of ["", newline, ...texts]) {
      this.add(text);
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
    return this.add(text);
  }

  /** Ids of the tokens that begin with `text`, which has a letter at least. */
  startingWith(text: string): number[] {
    const fits = (id: number) => this.textOf(id).startsWith(text);
    const key = text.slice(0, indexedLetters);
    if (key.length === indexedLetters) return (this.beginnings.get(key) ?? []).filter(fits);
    return [...this.beginnings].flatMap(([begin, ids]) => (begin.startsWith(key) ? ids.filter(fits) : []));
  }

  private add(text: string): number {
    const id = this.texts.push(text) - 1;
    this.ids.set(text, id);
    const key = text.slice(0, indexedLetters);
    const known = this.beginnings.get(key);
    if (known) known.push(id);
    else this.beginnings.set(key, [id]);
    return id;
  }

  idOf(text: string): number {
    return this.ids.get(text) ?? unknownId;
  }

  textOf(id: number): string {
    return this.texts[id] ?? "";
  }
}
