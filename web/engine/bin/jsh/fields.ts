/** A piece of an expanded word. `split`: separators in it part words. `breakAfter`: a new word starts after it ("$@"). */
export interface Fragment {
  text: string;
  quoted: boolean;
  split: boolean;
  breakAfter: boolean;
}

export function fragment(text: string, quoted: boolean, split = false, breakAfter = false): Fragment {
  return { text, quoted, split, breakAfter };
}

/** A word after splitting. `glob` is its text with everything quoted escaped. */
export interface Field {
  text: string;
  glob: string;
  hasGlob: boolean;
}

/** A text in which no character is special for a glob. */
export function escapeGlob(text: string): string {
  return text.replace(/[*?[\]\\()|!@+]/g, "\\$&");
}

/** Splits the fragments of one word into fields by IFS: blanks in a row are one separator, other characters one each. */
export function toFields(fragments: readonly Fragment[], separators: string): Field[] {
  const splitter = new FieldSplitter(separators);
  for (const { text, quoted, split, breakAfter } of fragments) {
    if (split && separators !== "") for (const character of text) splitter.take(character);
    else if (quoted || text !== "") splitter.add(text, quoted);
    if (breakAfter) splitter.cut();
  }
  return splitter.finish();
}

class FieldSplitter {
  readonly #separators: string;
  readonly #fields: Field[] = [];
  #current: Field | null = null;
  /** Blanks have ended a field and no other separator has come yet. */
  #afterBlanks = false;

  constructor(separators: string) {
    this.#separators = separators;
  }

  take(character: string): void {
    if (!this.#separators.includes(character)) this.add(character, false);
    else if (" \t\n".includes(character)) {
      if (this.#current === null) return;
      this.#close();
      this.#afterBlanks = true;
    } else if (this.#current !== null) this.#close();
    else if (this.#afterBlanks) this.#afterBlanks = false;
    else this.cut();
  }

  add(text: string, quoted: boolean): void {
    this.#current ??= { text: "", glob: "", hasGlob: false };
    this.#current.text += text;
    this.#current.glob += quoted ? escapeGlob(text) : text;
    if (!quoted && /[*?[(]/.test(text)) this.#current.hasGlob = true;
    this.#afterBlanks = false;
  }

  /** Ends the field at hand, an empty one when there is none. */
  cut(): void {
    this.#current ??= { text: "", glob: "", hasGlob: false };
    this.#close();
  }

  finish(): Field[] {
    this.#close();
    return this.#fields;
  }

  #close(): void {
    if (this.#current !== null) this.#fields.push(this.#current);
    this.#current = null;
    this.#afterBlanks = false;
  }
}
