/**
 * Files of a project as a model streams them: `<file path="src/a.ts">`, the text, `</file>` on a line of its own;
 * `<delete path="src/b.ts" />`. What stands between is talk.
 */
import { agentLimits } from "../limits.ts";
import { addOperation, type ReadEdits } from "./operation.ts";

export type ProjectAction =
  | { kind: "begin"; path: string }
  | { kind: "line"; path: string; line: string }
  | { kind: "end"; path: string };

const opening = /^\s*<file\s+path\s*=\s*(?:"([^"]*)"|'([^']*)')\s*>\s*$/;
const closing = /^\s*<\/file>\s*$/;
const deletion = /^\s*<delete\s+path\s*=\s*(?:"([^"]*)"|'([^']*)')\s*(?:\/>|>\s*<\/delete>)\s*$/;
const fence = /^(`{3,})[\w.-]*\s*$/;

export const isFileOpening = (line: string): boolean => opening.test(line);
export const isFileClosing = (line: string): boolean => closing.test(line);

/** Fed as the answer comes; what it tells meanwhile is for the eye, `finish` gives the operations. */
export class ProjectActions {
  readonly #read: ReadEdits = { operations: [], refusals: [] };
  #chars = 0;
  #rest = "";
  #open: { path: string; lines: string[] } | undefined;

  push(chunk: string): ProjectAction[] {
    this.#chars += chunk.length;
    if (this.#chars > agentLimits.maxAnswerChars) return [];
    if (!chunk.includes("\n")) {
      this.#rest += chunk;
      return [];
    }
    const lines = (this.#rest + chunk).split("\n");
    this.#rest = lines.pop() ?? "";
    return lines.flatMap((line) => this.#take(line.replace(/\r$/, "")));
  }

  finish(): ReadEdits {
    if (this.#rest) this.#take(this.#rest);
    this.#rest = "";
    if (this.#open) this.#cutOff(this.#open.path);
    const { operations, refusals } = this.#read;
    if (this.#chars > agentLimits.maxAnswerChars)
      refusals.push({ code: "too-large", message: "The answer is too long." });
    if (!operations.length && !refusals.length) {
      refusals.push({ code: "bad-format", message: 'The answer holds no <file path="…"> and no <delete path="…" />.' });
    }
    return this.#read;
  }

  #take(line: string): ProjectAction[] {
    const open = this.#open;
    const path = pathOf(opening, line);
    if (path !== undefined) {
      if (open) this.#cutOff(open.path);
      this.#open = { path, lines: [] };
      return [{ kind: "begin", path }];
    }
    if (!open) {
      const deleted = pathOf(deletion, line);
      if (deleted !== undefined) addOperation(this.#read, { path: deleted, delete: true });
      return [];
    }
    if (!closing.test(line)) {
      open.lines.push(line);
      return [{ kind: "line", path: open.path, line }];
    }
    this.#open = undefined;
    addOperation(this.#read, { path: open.path, content: contentOf(open.lines) });
    return [{ kind: "end", path: open.path }];
  }

  #cutOff(path: string): void {
    this.#read.refusals.push({ code: "cut-off", path, message: `The file ${path} has no </file> at its end.` });
  }
}

function pathOf(tag: RegExp, line: string): string | undefined {
  const [, doubleQuoted, singleQuoted] = tag.exec(line) ?? [];
  return doubleQuoted ?? singleQuoted;
}

/** Without the code fence that models put around a file in spite of the tags. */
function contentOf(lines: readonly string[]): string {
  const marks = fence.exec(lines[0] ?? "")?.[1];
  const isFenced = marks !== undefined && lines.length > 1 && lines.at(-1)?.trim() === marks;
  const own = isFenced ? lines.slice(1, -1) : lines;
  return own.length ? `${own.join("\n")}\n` : "";
}
