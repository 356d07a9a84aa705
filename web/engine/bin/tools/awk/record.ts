import { compileRegex } from "./regex.ts";

/** Splits a text by FS: one blank means runs of blanks, one character itself, else a regular expression. */
export function splitFields(text: string, separator: string | RegExp): string[] {
  if (separator === " ") {
    const trimmed = text.replace(/^[ \t\n]+|[ \t\n]+$/g, "");
    return trimmed === "" ? [] : trimmed.split(/[ \t\n]+/);
  }
  if (text === "") return [];
  if (separator === "") return [...text];
  if (typeof separator === "string" && separator.length === 1) return text.split(separator);
  return splitByRegex(text, typeof separator === "string" ? compileRegex(separator) : separator);
}

/** JavaScript's split would give back the groups of the expression too. */
function splitByRegex(text: string, pattern: RegExp): string[] {
  const parts: string[] = [];
  let from = 0;
  for (const match of text.matchAll(new RegExp(pattern.source, "g"))) {
    if (match[0] === "") continue;
    parts.push(text.slice(from, match.index));
    from = match.index + match[0].length;
  }
  return [...parts, text.slice(from)];
}

/** The record at hand: `$0` and the fields, each made from the other when it is asked for. */
export class RecordFields {
  #text = "";
  #fields: string[] | null = [];
  readonly #separators: () => { input: string; output: string };

  constructor(separators: () => { input: string; output: string }) {
    this.#separators = separators;
  }

  get(index: number): string {
    return index === 0 ? this.#text : (this.#split()[index - 1] ?? "");
  }

  get count(): number {
    return this.#split().length;
  }

  set(index: number, text: string): void {
    if (index === 0) {
      this.#text = text;
      this.#fields = null;
      return;
    }
    const fields = this.#split();
    while (fields.length < index) fields.push("");
    fields[index - 1] = text;
    this.#text = fields.join(this.#separators().output);
  }

  resize(count: number): void {
    const fields = this.#split();
    while (fields.length < count) fields.push("");
    fields.length = count;
    this.#text = fields.join(this.#separators().output);
  }

  /** Splits with the separator that is in force, before another one is set. */
  settle(): void {
    this.#split();
  }

  #split(): string[] {
    this.#fields ??= splitFields(this.#text, this.#separators().input);
    return this.#fields;
  }
}
