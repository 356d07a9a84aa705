/** A real language service whose timers a test runs by hand, asked by a mark in the text. */
import type { AnswerOf, LanguageAnswer } from "../../shared/language/answers.ts";
import type { FromLanguageWorker, LanguageQuestion, TypeFile } from "../../shared/language/messages.ts";
import { readTypeLibraries } from "../../web/type-libraries.ts";
import { LanguageService } from "../../web/workers/language-service/service.ts";

/** Without the browser's: two megabytes that every service would parse. */
const libraries = new Map(
  [...readTypeLibraries()].map(([name, text]) => [name, name.startsWith("lib.dom") ? "" : text]),
);

export class LanguageDesk {
  readonly heard: FromLanguageWorker[] = [];
  /** Packages asked for so far. */
  readonly wanted: string[] = [];
  readonly service: LanguageService;
  readonly #tasks: { task: () => void; at: number; order: number }[] = [];
  /** How much time passes at each look at the clock, besides that of the tasks. */
  tickMs = 0;
  #clockMs = 0;
  #now = 0;
  #lastId = 0;

  constructor(files: Record<string, string> = {}) {
    this.service = new LanguageService({
      post: (message) => {
        this.heard.push(message);
        if (message.type === "want") this.wanted.push(...message.packages);
      },
      defer: (task, delayMs) => this.#tasks.push({ task, at: this.#now + delayMs, order: this.#tasks.length }),
      now: () => {
        this.#clockMs += this.tickMs;
        return this.#clockMs + this.#now;
      },
      libraries,
    });
    for (const [path, text] of Object.entries(files)) this.file(path, text);
  }

  file(path: string, text: string): void {
    this.service.receive({ type: "file", path, text });
  }

  install(name: string, files: readonly TypeFile[]): void {
    this.service.receive({ type: "package", name, files });
  }

  /** Sends a question without waiting; gives its id. */
  send(question: LanguageQuestion): number {
    const id = ++this.#lastId;
    this.service.receive({ type: "ask", id, question });
    return id;
  }

  /** Lets every task run that is waiting or comes meanwhile. */
  settle(): void {
    for (let next = this.#takeNext(); next; next = this.#takeNext()) {
      this.#now = next.at;
      next.task();
    }
  }

  /** Lets the next task run that is waiting. */
  step(): void {
    const next = this.#takeNext();
    if (next) this.#now = next.at;
    next?.task();
  }

  isAnswered(id: number): boolean {
    return this.heard.some((each) => each.type === "answer" && each.id === id);
  }

  answerTo(id: number): LanguageAnswer | undefined {
    const message = this.heard.find((each) => each.type === "answer" && each.id === id);
    if (message?.type !== "answer") throw new Error(`no answer to ${id}: ${JSON.stringify(this.heard.at(-1))}`);
    return message.answer;
  }

  /** Asks at once and gives the answer, undefined when there is none. */
  ask<Kind extends LanguageAnswer["kind"]>(question: LanguageQuestion & { kind: Kind }): AnswerOf<Kind> | undefined {
    const id = this.send(question);
    this.settle();
    const answer = this.answerTo(id);
    return answer?.kind === question.kind ? (answer as AnswerOf<Kind>) : undefined;
  }

  /** Messages of the problems of a file. */
  problems(path: string): string[] {
    return (this.ask({ kind: "diagnostics", path })?.problems ?? []).map(({ message }) => message);
  }

  #takeNext() {
    this.#tasks.sort((a, b) => a.at - b.at || a.order - b.order);
    return this.#tasks.shift();
  }
}

/** A text and the offset at which "|" stood in it. */
export function marked(text: string): { text: string; offset: number } {
  const offset = text.indexOf("|");
  return { text: text.slice(0, offset) + text.slice(offset + 1), offset };
}
