import type { Interface, Key } from "node:readline";

/** The newest entry at or behind `from` (0 is the newest) that contains `text`; -1 when none does. */
export function findInHistory(history: readonly string[], text: string, from: number): number {
  if (text === "") return -1;
  return history.findIndex((line, at) => at >= from && line.includes(text));
}

/**
 * Ctrl-R over a readline interface: keys narrow the search, Ctrl-R goes further back, Enter runs what is found, Escape
 * and the arrows keep it for editing, Ctrl-G gives the line back as it was. While it is on, readline sees no key.
 */
export class HistorySearch {
  readonly #reader: Interface;
  readonly #prompt: string;
  readonly #history: readonly string[];
  readonly #write: (data: string | Buffer | null | undefined, key?: Key) => void;
  #search: { text: string; at: number; before: string } | null = null;

  constructor(reader: Interface, prompt: string, history: readonly string[]) {
    this.#reader = reader;
    this.#prompt = prompt;
    this.#history = history;
    // Keys reach readline through this method: from the terminal and from `write`.
    const own: unknown = Reflect.get(reader, "_ttyWrite");
    this.#write = typeof own === "function" ? own.bind(reader) : () => undefined;
    Reflect.set(reader, "_ttyWrite", (data: string, key: Key = {}) => this.#key(data, key));
  }

  dispose(): void {
    this.#search = null;
  }

  #key(data: string, key: Key): void {
    if (key.ctrl === true && key.name === "r") this.#goBack();
    else if (this.#search === null) this.#write(data, key);
    else this.#searchKey(this.#search, data, key);
  }

  #goBack(): void {
    this.#search ??= { text: "", at: -1, before: this.#reader.line };
    const { text, at } = this.#search;
    const further = findInHistory(this.#history, text, at + 1);
    if (further !== -1) this.#search.at = further;
    this.#show();
  }

  #searchKey(search: { text: string; at: number; before: string }, data: string, key: Key): void {
    if (key.name === "backspace") {
      search.text = search.text.slice(0, -1);
      search.at = findInHistory(this.#history, search.text, 0);
      this.#show();
    } else if (key.ctrl === true && key.name === "g") this.#leave(search.before);
    else if (key.name === "escape") this.#leave(this.#found());
    else if (
      key.ctrl === true ||
      key.meta === true ||
      key.name === "return" ||
      (data ?? "") < " " ||
      key.name === "delete"
    ) {
      this.#leave(this.#found());
      this.#write(data, key);
    } else {
      search.text += data;
      const at = findInHistory(this.#history, search.text, Math.max(0, search.at));
      search.at = at === -1 ? search.at : at;
      this.#show(at === -1 ? "failed " : "");
    }
  }

  #found(): string {
    if (this.#search === null) return "";
    return this.#history[this.#search.at] ?? this.#search.before;
  }

  /** Shows the search in place of the prompt, and what it found in place of the line. */
  #show(failed = ""): void {
    this.#replace(`(${failed}reverse-i-search)\`${this.#search?.text ?? ""}': `, this.#found());
  }

  #leave(line: string): void {
    this.#search = null;
    this.#replace(this.#prompt, line);
  }

  #replace(prompt: string, line: string): void {
    this.#write("", { ctrl: true, name: "e" });
    this.#write("", { ctrl: true, name: "u" });
    this.#reader.setPrompt(prompt);
    this.#reader.prompt(false);
    for (const character of line) this.#write(character, { sequence: character });
  }
}
