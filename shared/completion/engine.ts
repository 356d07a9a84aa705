/** The statistical completion engine: corpus, workspace and open file in, lines and identifiers out. */
import { type Corpus, joinFiles } from "./corpus-file.ts";
import { type ModelLayers, type Prediction, predict } from "./language-model.ts";
import { lineWeights, nameWeights } from "./layer-weights.ts";
import { lexText, type Syntax, syntaxOf } from "./lexer.ts";
import { completionLimits } from "./limits.ts";
import { type LineCandidate, type Place, searchLine } from "./line-beam.ts";
import type { IdentifierCandidate, IdentifierRequest, InlineRequest } from "./provider.ts";
import { renderTokens } from "./render.ts";
import { type CaretContext, SourceDocument } from "./source-document.ts";
import type { SpacingCounts } from "./spacing.ts";
import { TokenClasses } from "./structure.ts";
import { countStructure, type StructureCounts, withStructure } from "./structure-model.ts";
import { SuffixArray } from "./suffix-array.ts";
import { isIdentifier, isKeyword } from "./token-kinds.ts";
import { Vocabulary } from "./vocabulary.ts";

export interface LineSuggestion {
  text: string;
  /** Of the part shown. */
  probability: number;
}

interface OpenFile {
  path: string;
  language: string;
  document: SourceDocument;
}

interface WorkspaceFile {
  syntax: Syntax;
  ids: readonly number[];
}

export class CompletionEngine {
  private readonly vocabulary: Vocabulary;
  private readonly corpus: SuffixArray | undefined;
  private readonly spacing: SpacingCounts;
  private readonly unigrams: { counts: Int32Array; total: number };
  private readonly classes: TokenClasses;
  private readonly structure: StructureCounts;
  private readonly files = new Map<string, WorkspaceFile>();
  private workspace: { suffixes: SuffixArray | undefined; without: string; syntax: Syntax } | undefined;
  private open: OpenFile | undefined;

  constructor(corpus: Corpus | undefined) {
    this.vocabulary = new Vocabulary(corpus?.vocabulary);
    this.spacing = corpus?.spacing ?? new Map();
    const counts = new Int32Array(this.vocabulary.size);
    for (const token of corpus?.tokens ?? []) counts[token] = (counts[token] ?? 0) + 1;
    this.unigrams = { counts, total: corpus?.tokens.length ?? 0 };
    this.classes = new TokenClasses(this.vocabulary);
    this.structure = countStructure(corpus?.tokens ?? [], this.classes);
    this.corpus = corpus && new SuffixArray(corpus.tokens, this.vocabulary.size, completionLimits.suffixDepth);
  }

  /** Takes a file of the workspace; its n-grams count from the next `refreshWorkspace`. */
  setFile(path: string, language: string, text: string): void {
    if (text.length > completionLimits.maxFileChars) return void this.files.delete(path);
    if (!this.files.has(path) && this.files.size >= completionLimits.maxWorkspaceFiles) return;
    const syntax = syntaxOf(language);
    const ids = lexText(text, syntax).tokens.map((token) => this.vocabulary.intern(token));
    this.files.set(path, { syntax, ids });
  }

  removeFile(path: string): void {
    this.files.delete(path);
  }

  /** Rebuilds the workspace layer for `path`: every other file of the same syntax. */
  refreshWorkspace(path: string, language: string): void {
    const syntax = syntaxOf(language);
    const chosen: (readonly number[])[] = [];
    let count = 0;
    for (const [name, file] of this.files) {
      if (name === path || file.syntax !== syntax) continue;
      count += file.ids.length;
      if (count > completionLimits.maxWorkspaceTokens) break;
      chosen.push(file.ids);
    }
    const suffixes = chosen.length
      ? new SuffixArray(joinFiles(chosen), this.vocabulary.size, completionLimits.suffixDepth)
      : undefined;
    this.workspace = { suffixes, without: path, syntax };
  }

  /** The likely rest of the line at the caret, cut where it becomes a guess; undefined when there is nothing worth showing. */
  suggestLine(request: InlineRequest): LineSuggestion | undefined {
    return this.atCaret(request, (caret, file) => {
      if (caret.inComment) return undefined;
      const line = this.search(file, { context: caret.ids, structure: caret.structure }, caret.partial);
      const threshold =
        request.trigger === "manual" ? completionLimits.manualConfidence : completionLimits.autoConfidence;
      const shown = line && confidentPart(line, threshold);
      if (!shown) return undefined;
      const [first = "", ...others] = shown.tokens.map((id) => this.vocabulary.textOf(id));
      const { quotes } = file.document;
      // A string begun is closed by the quote it was begun with.
      const begun = caret.partial === undefined ? quotes.apply(first) : first;
      const texts = [begun, ...others.map((token) => quotes.apply(token))];
      const text = renderTokens(texts, caret, file.document.spacing);
      return text.trim() ? { text, probability: shown.probability } : undefined;
    });
  }

  /** Names that begin with the word before the caret, most likely first; without a word, the likely next names. */
  suggestIdentifiers(request: IdentifierRequest): readonly IdentifierCandidate[] {
    const found = this.atCaret(request, (context, file) => {
      const partial = context.partial ?? "";
      if (context.inComment || /^["'`]/.test(partial)) return [];
      const matches = (token: number) => {
        const text = this.vocabulary.textOf(token);
        return (
          text !== partial && text.startsWith(partial) && (isIdentifier(text) || (partial !== "" && isKeyword(text)))
        );
      };
      const { maxOrder, maxIdentifiers } = completionLimits;
      const { predictions } = predict(this.layers(file), context.ids, {
        weights: nameWeights,
        maxOrder,
        count: maxIdentifiers,
        filter: matches,
      });
      return predictions.map(({ token, probability }) => ({ text: this.vocabulary.textOf(token), probability }));
    });
    return found ?? [];
  }

  /** The whole line most likely to follow, uncut, where the word before the caret is known to be complete: what the bench measures. */
  bestLine(request: InlineRequest): { tokens: string[]; line: LineCandidate } | undefined {
    return this.atCaret(request, ({ ids, structure, partial }, file) => {
      const word = partial === undefined ? [] : [this.vocabulary.intern(partial)];
      const place = {
        context: [...ids, ...word],
        structure: word.reduce((state, id) => this.classes.advance(state, id), structure),
      };
      const line = this.search(file, place, undefined);
      const { quotes } = file.document;
      return line && { tokens: line.tokens.map((id) => quotes.apply(this.vocabulary.textOf(id))), line };
    });
  }

  private search(file: OpenFile, place: Place, partial: string | undefined): LineCandidate | undefined {
    const layers = this.layers(file);
    const structure = { corpus: this.structure, file: file.document.structure, classes: this.classes };
    return searchLine(place, {
      maxOrder: completionLimits.maxOrder,
      maxTokens: completionLimits.maxLineTokens,
      width: completionLimits.beamWidth,
      advance: (state, token) => this.classes.advance(state, token),
      next: ({ context, structure: state }, first) => {
        const word = first ? partial : undefined;
        const filter =
          word === undefined ? undefined : (token: number) => this.vocabulary.textOf(token).startsWith(word);
        const { predictions, doubt } = predict(layers, context, {
          weights: lineWeights,
          maxOrder: completionLimits.maxOrder,
          count: consideredTokens,
          filter,
        });
        const likely = withStructure(structure, state, predictions, doubt);
        return word === undefined ? likely : givenBeginning(likely);
      },
    });
  }

  private atCaret<Result>(
    request: IdentifierRequest,
    read: (context: CaretContext, file: OpenFile) => Result,
  ): Result | undefined {
    const window = completionLimits.maxFileChars;
    const lineStart = request.prefix.lastIndexOf("\n") + 1;
    const column = request.prefix.length - lineStart;
    const lineEnd = request.suffix.indexOf("\n");
    const after = lineEnd < 0 ? request.suffix.length : lineEnd;
    if (column + after > completionLimits.maxLineChars) return undefined;
    const prefix = request.prefix.length > window ? request.prefix.slice(-window) : request.prefix;
    const file = this.openFile(request);
    file.document.update(prefix + request.suffix.slice(0, window));
    const line = countNewlines(prefix);
    return file.document.atCaret(line, Math.min(column, prefix.length), (context) => read(context, file));
  }

  private openFile({ path, language }: IdentifierRequest): OpenFile {
    const syntax = syntaxOf(language);
    if (this.open?.path !== path || this.open.language !== language) {
      this.open = { path, language, document: new SourceDocument(this.vocabulary, this.classes, syntax, this.spacing) };
    }
    if (this.workspace?.without !== path || this.workspace.syntax !== syntax) this.refreshWorkspace(path, language);
    return this.open;
  }

  private layers(file: OpenFile): ModelLayers {
    return {
      corpus: file.document.syntax === "script" ? this.corpus : undefined,
      workspace: this.workspace?.suffixes,
      file: file.document.model,
      unigrams: this.unigrams,
    };
  }
}

/** Tokens of one place that structure may put in another order. */
const consideredTokens = 24;
/** Probability kept for words nobody has written yet when a typed beginning is completed. */
const unseenWordMass = 0.01;

/** Probabilities of words given that they begin as typed. */
function givenBeginning(matches: readonly Prediction[]): Prediction[] {
  const total = matches.reduce((sum, { probability }) => sum + probability, unseenWordMass);
  return matches.map(({ token, probability }) => ({ token, probability: probability / total }));
}

function confidentPart(
  line: LineCandidate,
  threshold: number,
): { tokens: readonly number[]; probability: number } | undefined {
  let probability = 1;
  let count = 0;
  for (; count < line.tokens.length; count++) {
    const next = probability * (line.probabilities[count] ?? 0);
    if (next < threshold) break;
    probability = next;
  }
  return count ? { tokens: line.tokens.slice(0, count), probability } : undefined;
}

function countNewlines(text: string): number {
  let count = 0;
  for (let index = text.indexOf("\n"); index >= 0; index = text.indexOf("\n", index + 1)) count++;
  return count;
}
