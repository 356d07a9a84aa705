/** Takes snippets in their order while there is room, and leaves out what is there already. */
import { contextLimits } from "../../../shared/context/limits.ts";
import type { FimFile } from "../../../shared/models/fim.ts";

export interface Snippet {
  path: string;
  /** Where it stands in its file. */
  from: number;
  text: string;
}

export type Kind = keyof typeof contextLimits.budgetChars;

export class Snippets {
  readonly #taken: (Snippet & { to: number })[] = [];
  readonly #lines: Set<string>;
  #room = 0;

  /** `around` is what the request holds of the caret's file. */
  constructor(around: string) {
    this.#lines = new Set(tellingLines(around));
  }

  /** Adds the kind's budget to what the ones before left over. */
  open(kind: Kind): void {
    this.#room += contextLimits.budgetChars[kind];
  }

  add(snippet: Snippet): void {
    const { path, from, text } = snippet;
    const to = from + text.length;
    const overlaps = this.#taken.some((one) => one.path === path && one.from < to && from < one.to);
    const isNewFile = !this.#taken.some((one) => one.path === path);
    const files = new Set(this.#taken.map((one) => one.path)).size;
    if (text.trim() === "" || text.length > this.#room || overlaps || this.#repeats(text)) return;
    if (isNewFile && files >= contextLimits.maxFiles) return;
    this.#room -= text.length;
    this.#taken.push({ ...snippet, to });
    for (const line of tellingLines(text)) this.#lines.add(line);
  }

  /** One entry a file, its snippets in the file's order; the most helpful file first. */
  files(): FimFile[] {
    return [...Map.groupBy(this.#taken, ({ path }) => path)].map(([path, parts]) => ({
      path,
      text: parts
        .toSorted((left, right) => left.from - right.from)
        .map(({ text }) => `${text.replace(unseen, "").trimEnd()}\n`)
        .join("\n"),
    }));
  }

  #repeats(text: string): boolean {
    const lines = tellingLines(text);
    const known = lines.filter((line) => this.#lines.has(line)).length;
    return lines.length > 0 && known / lines.length > contextLimits.maxRepeatedShare;
  }
}

/** Marks that turn the direction of text or take no room: code that is not what it looks like is no example. */
const unseen = /[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** Lines that do not stand in every file. */
function tellingLines(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line.length > minTellingChars);
}

const minTellingChars = 12;
