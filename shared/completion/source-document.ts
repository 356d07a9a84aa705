/** The open file as the engine sees it: lexed line by line, its n-grams and spacing kept in step with the text. */
import { FileModel } from "./file-model.ts";
import { type LexedLine, type LexState, lexLine, type Syntax } from "./lexer.ts";
import { completionLimits } from "./limits.ts";
import { Spacing, type SpacingCounts } from "./spacing.ts";
import { newlineId, type Vocabulary } from "./vocabulary.ts";

interface SourceLine {
  text: string;
  /** Token ids with the newline; empty for blank and comment lines. */
  ids: readonly number[];
  lexed: LexedLine;
  startState: LexState;
}

export class SourceDocument {
  readonly model = new FileModel(completionLimits.fileOrder);
  readonly spacing: Spacing;
  readonly syntax: Syntax;
  private readonly vocabulary: Vocabulary;
  private lines: SourceLine[] = [];
  private ids: number[] = [];

  constructor(vocabulary: Vocabulary, syntax: Syntax, spacing: SpacingCounts) {
    this.vocabulary = vocabulary;
    this.syntax = syntax;
    this.spacing = new Spacing(spacing);
  }

  /** Token ids of the whole file. */
  get tokens(): readonly number[] {
    return this.ids;
  }

  /** Takes the new text; only lines that differ are read again. */
  update(text: string): void {
    const texts = text.split("\n");
    const old = this.lines;
    let head = 0;
    while (head < old.length && head < texts.length && old[head]?.text === texts[head]) head++;
    let tail = 0;
    const maxTail = Math.min(old.length, texts.length) - head;
    while (tail < maxTail && old[old.length - 1 - tail]?.text === texts[texts.length - 1 - tail]) tail++;
    if (head === old.length && head === texts.length) return;

    let state = head ? (old[head - 1]?.lexed.endState ?? "code") : "code";
    const replaced: SourceLine[] = [];
    for (let index = head; index < texts.length; index++) {
      const kept = old[index - texts.length + old.length];
      if (index >= texts.length - tail && kept?.startState === state) {
        tail = texts.length - index;
        break;
      }
      if (index >= texts.length - tail) tail = texts.length - index - 1;
      const line = this.readLine(texts[index] ?? "", state);
      replaced.push(line);
      state = line.lexed.endState;
    }
    this.replaceLines(head, old.length - tail, replaced);
  }

  /** Runs `read` with the tokens before the caret while the caret's own line counts only up to `column`: what stands behind the caret is not yet written. */
  atCaret<Result>(line: number, column: number, read: (before: CaretContext) => Result): Result {
    const own = this.lines[line];
    const state = own?.startState ?? "code";
    const headText = (own?.text ?? "").slice(0, column);
    const head = lexLine(headText, state, this.syntax);
    const start = this.tokensBefore(line);
    const end = start + (own?.ids.length ?? 0);
    const partial = partialToken(head, column);
    const complete = partial === undefined ? head.tokens.length : head.tokens.length - 1;
    const headIds = head.tokens.slice(0, complete).map((token) => this.vocabulary.intern(token));
    const affectedEnd = Math.min(this.ids.length, end + completionLimits.fileOrder);
    const before = [...this.ids.slice(Math.max(0, start - completionLimits.maxOrder), start), ...headIds];
    const headStart = before.length - headIds.length;

    for (let index = start; index < affectedEnd; index++) this.model.remove(this.ids, index);
    for (let index = headStart; index < before.length; index++) this.model.add(before, index);
    try {
      return read({
        ids: before,
        previousToken: complete > 0 ? head.tokens[complete - 1] : undefined,
        partial,
        spaceBefore: /\s$/.test(headText),
        inComment: head.open && head.endState === "comment",
      });
    } finally {
      for (let index = headStart; index < before.length; index++) this.model.remove(before, index);
      for (let index = start; index < affectedEnd; index++) this.model.add(this.ids, index);
    }
  }

  private readLine(text: string, startState: LexState): SourceLine {
    const lexed = lexLine(text, startState, this.syntax);
    const ids = lexed.tokens.map((token) => this.vocabulary.intern(token));
    if (ids.length) ids.push(newlineId);
    return { text, ids, lexed, startState };
  }

  private replaceLines(from: number, to: number, lines: readonly SourceLine[]): void {
    const start = this.tokensBefore(from);
    const removed = this.lines.slice(from, to);
    const removedCount = removed.reduce((sum, line) => sum + line.ids.length, 0);
    const added = lines.flatMap((line) => line.ids);
    const order = completionLimits.fileOrder;
    const oldEnd = Math.min(this.ids.length, start + removedCount + order);
    for (let index = start; index < oldEnd; index++) this.model.remove(this.ids, index);
    this.ids = [...this.ids.slice(0, start), ...added, ...this.ids.slice(start + removedCount)];
    const newEnd = Math.min(this.ids.length, start + added.length + order);
    for (let index = start; index < newEnd; index++) this.model.add(this.ids, index);
    for (const line of removed) this.countSpacing(line.lexed, -1);
    for (const line of lines) this.countSpacing(line.lexed, 1);
    this.lines = [...this.lines.slice(0, from), ...lines, ...this.lines.slice(to)];
  }

  private countSpacing(line: LexedLine, times: number): void {
    for (let index = 1; index < line.tokens.length; index++) {
      this.spacing.add(line.tokens[index - 1] ?? "", line.tokens[index] ?? "", line.spaced[index] ?? false, times);
    }
  }

  private tokensBefore(line: number): number {
    let count = 0;
    for (let index = 0; index < line; index++) count += this.lines[index]?.ids.length ?? 0;
    return count;
  }
}

/** What stands before the caret. */
export interface CaretContext {
  ids: readonly number[];
  /** The last whole token on the caret's line. */
  previousToken: string | undefined;
  /** The word or open string the caret stands at the end of. */
  partial: string | undefined;
  spaceBefore: boolean;
  inComment: boolean;
}

const wordOrString = /^[\p{L}_$#@]|^["'`]/u;

function partialToken(head: LexedLine, column: number): string | undefined {
  const last = head.tokens.at(-1);
  const start = head.starts.at(-1) ?? 0;
  if (last === undefined || start + last.length !== column || !wordOrString.test(last)) return undefined;
  return /^["'`]/.test(last) && !head.open ? undefined : last;
}
