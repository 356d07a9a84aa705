/** The open file as the engine sees it: lexed line by line, its n-grams, structure and spacing kept in step with the text. */
import { CodeAbove } from "./code-above.ts";
import { FileModel } from "./file-model.ts";
import { type LexedLine, type LexState, lexLine, type Syntax } from "./lexer.ts";
import { completionLimits } from "./limits.ts";
import { QuoteHabit } from "./quote-habit.ts";
import { ScopeReader } from "./scope-reader.ts";
import { Spacing, type SpacingCounts } from "./spacing.ts";
import { type StructureState, sameStructure, startOfFile, TokenClasses } from "./structure.ts";
import { StructureCounts } from "./structure-model.ts";
import { TokenRoles } from "./token-roles.ts";
import { newlineId, unknownId, type Vocabulary } from "./vocabulary.ts";

interface SourceLine {
  readonly text: string;
  /** Token ids with the newline; empty for blank and comment lines. */
  readonly ids: readonly number[];
  readonly lexed: LexedLine;
  /** Words of its comments and strings. */
  readonly mentions: readonly number[];
  readonly startState: LexState;
  /** The state each token was counted in: taken back in the same one, whatever changed above since. */
  readonly counted: readonly StructureState[];
  /** What is open behind the line. */
  structure: StructureState;
}

/** What stands before the caret. */
export interface CaretContext {
  ids: readonly number[];
  structure: StructureState;
  /** What is open where the caret's line begins, and its indentation. */
  lineStart: StructureState;
  indent: string;
  /** True when the line above is the last one with code and ends with an open bracket. */
  opensBody: boolean;
  /** The last whole token on the caret's line. */
  previousToken: string | undefined;
  /** The word or open string the caret stands at the end of. */
  partial: string | undefined;
  spaceBefore: boolean;
  inComment: boolean;
  /** Another number once anything but the caret's line has changed. */
  revision: number;
  /** Scopes and names of the lines above, and their code. */
  scopes: ScopeReader | undefined;
  above: CodeAbove | undefined;
}

/** What is known of tokens by their number. */
export interface TokenTables {
  vocabulary: Vocabulary;
  classes: TokenClasses;
  roles: TokenRoles;
}

export function tokenTables(vocabulary: Vocabulary): TokenTables {
  return { vocabulary, classes: new TokenClasses(vocabulary), roles: new TokenRoles(vocabulary) };
}

export class SourceDocument {
  readonly model = new FileModel(completionLimits.fileOrder);
  readonly structure = new StructureCounts();
  readonly spacing: Spacing;
  readonly quotes = new QuoteHabit();
  readonly syntax: Syntax;
  private readonly vocabulary: Vocabulary;
  private readonly classes: TokenClasses;
  private readonly roles: TokenRoles;
  private readonly mentions = new Map<number, number>();
  private lines: SourceLine[] = [];
  private ids: number[] = [];
  private caretLine = 0;
  private revision = 0;
  private above: { scopes: ScopeReader; code: CodeAbove; lines: number } | undefined;

  constructor({ vocabulary, classes, roles }: TokenTables, syntax: Syntax, spacing: SpacingCounts) {
    this.vocabulary = vocabulary;
    this.classes = classes;
    this.roles = roles;
    this.syntax = syntax;
    this.spacing = new Spacing(spacing);
  }

  /** Takes the new text; only lines that differ are read again. */
  update(text: string): void {
    const texts = text.split("\n");
    const old = this.lines;
    let head = 0;
    while (head < old.length && head < texts.length && old[head]?.text === texts[head]) head++;
    if (head === old.length && head === texts.length) return;
    let tail = 0;
    const maxTail = Math.min(old.length, texts.length) - head;
    while (tail < maxTail && old[old.length - 1 - tail]?.text === texts[texts.length - 1 - tail]) tail++;

    const replaced: SourceLine[] = [];
    let before = this.lineBefore(head);
    for (let index = head; index < texts.length; index++) {
      const rest = texts.length - index;
      // A line below is read again too when the one above it now ends inside a comment or a template.
      if (rest <= tail && old[old.length - rest]?.startState === before.state) {
        tail = rest;
        break;
      }
      tail = Math.min(tail, rest - 1);
      const line = this.readLine(texts[index] ?? "", before);
      replaced.push(line);
      before = { state: line.lexed.endState, structure: line.structure };
    }
    if (this.above && this.above.lines > head) this.above = undefined;
    const isCaretLineAlone = head === this.caretLine && tail === old.length - head - 1 && replaced.length === 1;
    if (!isCaretLineAlone) this.revision++;
    this.replaceLines(head, old.length - tail, replaced);
    this.carryStructure(head + replaced.length);
  }

  /**
   * Runs `read` with what stands before the caret. Meanwhile the caret's own line counts only up to `column`:
   * what stands behind the caret would otherwise predict itself.
   */
  atCaret<Result>(line: number, column: number, read: (caret: CaretContext) => Result): Result {
    if (line !== this.caretLine) this.revision++;
    this.caretLine = line;
    const own = this.lines[line];
    const above = this.lineBefore(line);
    const headText = (own?.text ?? "").slice(0, column);
    const lexed = lexLine(headText, above.state, this.syntax);
    const partial = partialToken(lexed, column);
    const whole = partial === undefined ? lexed.tokens : lexed.tokens.slice(0, -1);
    const head = this.track(whole, above.structure);
    const start = this.tokensBefore(line);
    const ownEnd = start + (own?.ids.length ?? 0);
    const affectedEnd = Math.min(this.ids.length, ownEnd + completionLimits.fileOrder);
    const before = [...this.ids.slice(Math.max(0, start - completionLimits.contextTokens), start), ...head.ids];
    const headStart = before.length - head.ids.length;

    for (let index = start; index < affectedEnd; index++) this.model.remove(this.ids, index);
    for (let index = headStart; index < before.length; index++) this.model.add(before, index);
    if (own) this.countStructure(own.ids, own.counted, -1);
    this.countStructure(head.ids, head.counted, 1);
    try {
      return read({
        ids: before,
        structure: head.end,
        lineStart: above.structure,
        indent: /^\s*/.exec(headText)?.[0] ?? "",
        opensBody: /[([{]\s*$/.test(this.lines[line - 1]?.text ?? ""),
        previousToken: whole.at(-1),
        partial,
        spaceBefore: /\s$/.test(headText),
        inComment: lexed.endsIn === "comment",
        revision: this.revision,
        ...(this.syntax === "script" ? this.readAbove(line) : { scopes: undefined, above: undefined }),
      });
    } finally {
      this.countStructure(head.ids, head.counted, -1);
      if (own) this.countStructure(own.ids, own.counted, 1);
      for (let index = headStart; index < before.length; index++) this.model.remove(before, index);
      for (let index = start; index < affectedEnd; index++) this.model.add(this.ids, index);
    }
  }

  /** How far the file indents a block: as little as any of its lines, but not a single space, which goes on a comment. */
  indentUnit(): string {
    let unit: string | undefined;
    for (const { text } of this.lines) {
      const indent = /^(?:\t| {2,})/.exec(text)?.[0];
      if (indent !== undefined && (unit === undefined || indent.length < unit.length)) unit = indent;
    }
    return unit ?? "  ";
  }

  /** True for a word that a comment or a string of the file holds. */
  isMentioned(token: number): boolean {
    return this.mentions.has(token);
  }

  /** What was read is kept and goes on from where it stands: typing asks for the same line again, or the next. */
  private readAbove(line: number): { scopes: ScopeReader; above: CodeAbove } {
    if (!this.above || this.above.lines > line) {
      this.above = {
        scopes: new ScopeReader(this.roles),
        code: new CodeAbove({ roles: this.roles, classes: this.classes }),
        lines: 0,
      };
    }
    const { above } = this;
    for (; above.lines < line; above.lines++) {
      const ids = this.lines[above.lines]?.ids ?? [];
      above.scopes.readLine(ids);
      above.code.readLine(ids);
    }
    return { scopes: above.scopes, above: above.code };
  }

  private lineBefore(index: number): { state: LexState; structure: StructureState } {
    const line = this.lines[index - 1];
    return line ? { state: line.lexed.endState, structure: line.structure } : { state: "code", structure: startOfFile };
  }

  private readLine(text: string, before: { state: LexState; structure: StructureState }): SourceLine {
    const lexed = lexLine(text, before.state, this.syntax);
    const { ids, counted, end } = this.track(lexed.tokens, before.structure);
    const mentions = this.mentionsOf(text, lexed);
    if (!ids.length) return { text, ids, lexed, mentions, startState: before.state, counted, structure: end };
    return {
      text,
      ids: [...ids, newlineId],
      lexed,
      mentions,
      startState: before.state,
      counted: [...counted, end],
      structure: this.classes.advance(end, newlineId),
    };
  }

  private track(tokens: readonly string[], from: StructureState) {
    const ids = tokens.map((token) => this.vocabulary.intern(token));
    const counted: StructureState[] = [];
    let end = from;
    for (const id of ids) {
      counted.push(end);
      end = this.classes.advance(end, id);
    }
    return { ids, counted, end };
  }

  private mentionsOf(text: string, { tokens }: LexedLine): number[] {
    if (text.length > completionLimits.maxLineChars) return [];
    const written = new Set(tokens);
    const words = (text.match(longerWord) ?? []).filter((word) => !written.has(word));
    return words.map((word) => this.vocabulary.intern(word)).filter((id) => id !== unknownId);
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
    for (const line of removed) this.countLine(line, -1);
    for (const line of lines) this.countLine(line, 1);
    this.lines = [...this.lines.slice(0, from), ...lines, ...this.lines.slice(to)];
  }

  /** Brings what is open behind the lines below up to date, until an edit above makes no difference any more. */
  private carryStructure(from: number): void {
    for (let index = from; index < this.lines.length; index++) {
      const line = this.lines[index];
      if (!line) return;
      let structure = this.lineBefore(index).structure;
      for (const id of line.ids) structure = this.classes.advance(structure, id);
      if (sameStructure(structure, line.structure)) return;
      line.structure = structure;
    }
  }

  private countLine(line: SourceLine, times: number): void {
    this.countStructure(line.ids, line.counted, times);
    const { tokens, spaced } = line.lexed;
    for (const token of line.mentions) {
      const count = (this.mentions.get(token) ?? 0) + times;
      if (count) this.mentions.set(token, count);
      else this.mentions.delete(token);
    }
    for (const token of tokens) this.quotes.count(token, times);
    for (let index = 1; index < tokens.length; index++) {
      this.spacing.add(tokens[index - 1] ?? "", tokens[index] ?? "", spaced[index] ?? false, times);
    }
  }

  private countStructure(ids: readonly number[], states: readonly StructureState[], times: number): void {
    for (let index = 0; index < ids.length; index++) {
      this.structure.count(states[index] ?? startOfFile, this.classes.of(ids[index] ?? newlineId), times);
    }
  }

  private tokensBefore(line: number): number {
    let count = 0;
    for (let index = 0; index < line; index++) count += this.lines[index]?.ids.length ?? 0;
    return count;
  }
}

const longerWord = /[\p{L}_$][\p{L}\p{N}_$]{2,}/gu;
const wordOrString = /^[\p{L}_$#@]|^["'`]/u;
const stringStart = /^["'`]/;

function partialToken(head: LexedLine, column: number): string | undefined {
  const last = head.tokens.at(-1);
  const start = head.starts.at(-1) ?? 0;
  if (last === undefined || start + last.length !== column || !wordOrString.test(last)) return undefined;
  return stringStart.test(last) && head.endsIn !== "string" ? undefined : last;
}
