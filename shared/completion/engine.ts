/** The statistical completion engine: corpus, workspace and open file in, lines and identifiers out. */
import { depthOf, searchBlock } from "./block.ts";
import { type SortedCorpus, sampleFiles } from "./corpus-file.ts";
import { EchoCoder, echoCodes } from "./echo-model.ts";
import { Foreseen } from "./foreseen.ts";
import { givenBeginning, type ModelLayers, type NextTokens, type Prediction, predict } from "./language-model.ts";
import { lineWeights, nameWeights } from "./layer-weights.ts";
import { type LineReader, lexText, type Syntax, syntaxOf } from "./lexer.ts";
import { completionLimits } from "./limits.ts";
import { type LineCandidate, type Place, searchLine } from "./line-beam.ts";
import { NameFacts, type Surroundings } from "./name-facts.ts";
import type { IdentifierCandidate, IdentifierRequest, InlineRequest } from "./provider.ts";
import { fittedRank, type Rank } from "./rank.ts";
import { type RenderContext, renderTokens } from "./render.ts";
import { partWorthShowing, tasteOf } from "./shown-part.ts";
import { type CaretContext, SourceDocument, type TokenTables, tokenTables } from "./source-document.ts";
import { type SpacingCounts, spacingOf } from "./spacing.ts";
import type { StructureState, TokenClasses } from "./structure.ts";
import { StructureCounts, structureSteps, withStructure } from "./structure-model.ts";
import { finished, SuffixArray } from "./suffix-array.ts";
import { isIdentifier, isKeyword } from "./token-kinds.ts";
import { newlineId, Vocabulary } from "./vocabulary.ts";
import { type WorkspaceFile, type WorkspaceLayer, workspaceLayerSteps } from "./workspace-layer.ts";

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

export class CompletionEngine {
  private readonly vocabulary: Vocabulary;
  private readonly tables: TokenTables;
  private readonly corpus: SuffixArray | undefined;
  private readonly spacing: SpacingCounts;
  private readonly classes: TokenClasses;
  private readonly coder: EchoCoder;
  private readonly facts: NameFacts;
  private readonly corpusTokens: Int32Array;
  private echoes: SuffixArray | undefined;
  private readonly rank: Rank;
  private structure = new StructureCounts();
  private readonly readers = new Map<string, LineReader>();
  private readonly files = new Map<string, WorkspaceFile>();
  private workspace: (WorkspaceLayer & { without: string; syntax: Syntax }) | undefined;
  private open: OpenFile | undefined;
  private readonly foreseen = new Foreseen();

  /** `rank` is another than the fitted one only where that is fitted. */
  constructor(corpus: SortedCorpus | undefined, rank: Rank = fittedRank) {
    this.rank = rank;
    this.vocabulary = new Vocabulary(corpus?.vocabulary);
    this.spacing = corpus?.spacing ?? new Map();
    this.tables = tokenTables(this.vocabulary);
    this.classes = this.tables.classes;
    this.coder = new EchoCoder(this.tables);
    this.facts = new NameFacts(this.tables, this.coder);
    this.corpusTokens = corpus?.tokens ?? new Int32Array();
    this.corpus =
      corpus && new SuffixArray(corpus.tokens, this.vocabulary.size, completionLimits.suffixDepth, corpus.order);
  }

  /** One that has learned everything. */
  static learned(corpus: SortedCorpus | undefined, rank?: Rank): CompletionEngine {
    const engine = new CompletionEngine(corpus, rank);
    finished(engine.habitSteps());
    return engine;
  }

  /** Learns the corpus's habits of brackets and repeated names, in short steps: they better the answers but need not be waited for. */
  *habitSteps(): Generator<undefined, void> {
    const { suffixDepth, habitTokens } = completionLimits;
    const sample = sampleFiles(this.corpusTokens, habitTokens);
    yield;
    this.structure = yield* structureSteps(sample, this.classes);
    this.echoes = yield* SuffixArray.steps(yield* this.coder.steps(sample), echoCodes, suffixDepth);
  }

  /** Reads the language's files that are taken from now on as its own grammar says. */
  setReader(language: string, reader: LineReader): void {
    this.readers.set(language, reader);
  }

  private syntaxFor(language: string): Syntax {
    return this.readers.get(language) ?? syntaxOf(language);
  }

  /** Takes a file of the workspace; its n-grams count from the next `refreshWorkspace`. */
  setFile(path: string, language: string, text: string): void {
    if (text.length > completionLimits.maxFileChars) return void this.files.delete(path);
    if (!this.files.has(path) && this.files.size >= completionLimits.maxWorkspaceFiles) return;
    const syntax = this.syntaxFor(language);
    const lexed = lexText(text, syntax);
    const ids = lexed.tokens.map((token) => this.vocabulary.intern(token));
    this.files.set(path, { syntax, ids, spacing: spacingOf(lexed).snapshot() });
  }

  removeFile(path: string): void {
    this.files.delete(path);
  }

  /** Rebuilds the workspace layer for `path` at once: every other file of the same syntax. */
  refreshWorkspace(path: string, language: string): void {
    finished(this.workspaceSteps(path, language));
  }

  /** The same in short steps; the layer before counts until the last of them. */
  *workspaceSteps(path: string, language: string): Generator<undefined, void> {
    const syntax = this.syntaxFor(language);
    const chosen: WorkspaceFile[] = [];
    let count = 0;
    for (const [name, file] of this.files) {
      if (name === path || file.syntax !== syntax) continue;
      count += file.ids.length;
      if (count > completionLimits.maxWorkspaceTokens) break;
      chosen.push(file);
    }
    const layer = yield* workspaceLayerSteps(chosen, this.tables, this.coder);
    this.workspace = { ...layer, without: path, syntax };
  }

  /** True when the workspace layer is that of another file or kind of file: it says nothing here. */
  lacksWorkspace(path: string, language: string): boolean {
    return this.workspace?.without !== path || this.workspace.syntax !== this.syntaxFor(language);
  }

  /** The likely rest of the line at the caret, cut where it becomes a guess; undefined when there is nothing worth showing. */
  suggestLine(request: InlineRequest): LineSuggestion | undefined {
    return this.atCaret(request, (caret, file) => {
      if (caret.inComment) return undefined;
      const taste = tasteOf(request.trigger);
      const place = { context: caret.ids, structure: caret.structure };
      const line = this.search(file, place, caret, { partial: caret.partial, minProbability: taste.minProbability });
      if (!line) return undefined;
      const lengths = line.tokens.map((id) => this.vocabulary.textOf(id).length);
      const shown = partWorthShowing(line, lengths, caret.partial?.length ?? 0, taste);
      if (!shown) return undefined;
      const text = this.written(file, line.tokens.slice(0, shown.count), caret);
      if (!text.trim()) return undefined;
      const whole = line.complete && shown.count === line.tokens.length;
      const block = whole ? this.blockBehind(file, caret, line, request.suffix, taste.minProbability) : undefined;
      return block
        ? { text: text + block.text, probability: block.probability }
        : { text, probability: shown.probability };
    });
  }

  /** What follows a line that opens a block, or the first of an empty body, until the block is closed. */
  private blockBehind(
    file: OpenFile,
    caret: CaretContext,
    { tokens, probability }: LineCandidate,
    suffix: string,
    minProbability: number,
  ): { text: string; probability: number } | undefined {
    const advance = (state: StructureState, token: number) => this.classes.advance(state, token);
    const structure = tokens.reduce(advance, caret.structure);
    const outside = depthOf(caret.lineStart);
    const closed = caret.ids.at(-1) === newlineId && caret.opensBody && /^\s*[)\]}]/.test(suffix);
    if (!closed && depthOf(structure) <= outside) return undefined;
    const block = searchBlock({ context: [...caret.ids, ...tokens], structure }, probability, outside, {
      search: (place) => this.search(file, place, caret, { minProbability }),
      advance,
      closed,
      minProbability,
      maxLines: completionLimits.maxBlockLines,
    });
    if (!block) return undefined;
    const start = { previousToken: undefined, partial: undefined, spaceBefore: false };
    const unit = file.document.indentUnit();
    const lines = block.lines.map(
      (line) => `\n${caret.indent}${unit.repeat(line.depth - outside)}${this.written(file, line.tokens, start)}`,
    );
    return { text: lines.join(""), probability: block.probability };
  }

  /** Tokens as the file writes them. */
  private written(file: OpenFile, tokens: readonly number[], place: RenderContext): string {
    const [first = "", ...others] = tokens.map((id) => this.vocabulary.textOf(id));
    const { quotes, spacing } = file.document;
    const workspaceSpacing = this.layerFor(file)?.spacing;
    // A string begun is closed by the quote it was begun with.
    const begun = place.partial === undefined ? quotes.apply(first) : first;
    const texts = [begun, ...others.map((token) => quotes.apply(token))];
    return renderTokens(texts, place, (before, token) => spacing.between(before, token, workspaceSpacing));
  }

  /** Names that begin with the word before the caret, most likely first; without a word, the likely next names. */
  suggestIdentifiers(request: IdentifierRequest): readonly IdentifierCandidate[] {
    const found = this.atCaret(request, (context, file) => {
      const partial = context.partial ?? "";
      if (context.inComment || /^["'`]/.test(partial)) return [];
      const mayBeKeyword = partial !== "" || file.document.syntax !== "script";
      const matches = (token: number) => {
        const text = this.vocabulary.textOf(token);
        return (
          text !== partial && text.startsWith(partial) && (isIdentifier(text) || (mayBeKeyword && isKeyword(text)))
        );
      };
      const { maxOrder, maxIdentifiers, maxRankedNames } = completionLimits;
      const around = this.surroundings(file, context);
      const likely = predict(this.layers(file), context.ids, {
        weights: nameWeights,
        maxOrder,
        count: maxRankedNames,
        filter: matches,
        also: [...this.known(around, partial), ...this.namesIn(around, context.ids)].filter(matches),
      });
      const ranked = this.ranked(around, context.ids, partial ? givenBeginning(likely) : likely, partial || undefined);
      return ranked
        .slice(0, maxIdentifiers)
        .map(({ token, probability }) => ({ text: this.vocabulary.textOf(token), probability }));
    });
    return found ?? [];
  }

  /** The whole line most likely to follow, uncut, where the word before the caret is known to be complete: what the bench measures. */
  bestLine(request: InlineRequest): { tokens: string[]; line: LineCandidate } | undefined {
    return this.atCaret(request, (caret, file) => {
      const { ids, structure, partial } = caret;
      const word = partial === undefined ? [] : [this.vocabulary.intern(partial)];
      const place = {
        context: [...ids, ...word],
        structure: word.reduce((state, id) => this.classes.advance(state, id), structure),
      };
      const line = this.search(file, place, caret, { minProbability: completionLimits.minLineProbability });
      const { quotes } = file.document;
      return line && { tokens: line.tokens.map((id) => quotes.apply(this.vocabulary.textOf(id))), line };
    });
  }

  /** The text of a token by its number, as the ranking meets them. */
  textOf(token: number): string {
    return this.vocabulary.textOf(token);
  }

  private search(
    file: OpenFile,
    place: Place,
    caret: CaretContext,
    { partial, minProbability }: { partial?: string | undefined; minProbability: number },
  ): LineCandidate | undefined {
    const layers = this.layers(file);
    const around = this.surroundings(file, caret);
    const anywhere = this.known(around, "");
    const structure = { corpus: this.structure, file: file.document.structure, classes: this.classes };
    this.foreseen.holdFor(file.document, caret.revision, this.structure, this.echoes, this.layerFor(file));
    const { contextTokens, maxLineTokens, beamWidth, maxOrder, maxRanked, maxRankedAhead } = completionLimits;
    return searchLine(place, {
      contextTokens,
      maxTokens: maxLineTokens,
      width: beamWidth,
      minProbability,
      advance: (state, token) => this.classes.advance(state, token),
      next: ({ context, structure: state }, first) => {
        const word = first ? partial : undefined;
        const known = word === undefined ? this.foreseen.after(context) : undefined;
        if (known) return known;
        const filter =
          word === undefined ? undefined : (token: number) => this.vocabulary.textOf(token).startsWith(word);
        const { predictions, doubt } = predict(layers, context, {
          weights: lineWeights,
          maxOrder,
          count: first ? maxRanked : maxRankedAhead,
          filter,
          also: filter
            ? this.known(around, word ?? "").filter(filter)
            : [...anywhere, ...this.namesIn(around, context)],
        });
        const likely = { predictions: withStructure(structure, state, predictions, doubt), doubt };
        const ranked = this.ranked(around, context, word === undefined ? likely : givenBeginning(likely), word);
        return word === undefined ? this.foreseen.note(context, ranked.slice(0, beamWidth)) : ranked;
      },
    });
  }

  /** What the ranking knows wherever the search goes from this caret. */
  private surroundings(file: OpenFile, { scopes, above }: CaretContext): Surroundings {
    const words = file.document.model.next([], 0)?.counts;
    const layer = this.layerFor(file);
    const workspace = layer?.suffixes;
    return {
      scopes,
      patterns: above && { above, workspaceContexts: layer?.contexts, workspace },
      fileCount: (token) => words?.get(token) ?? 0,
      workspaceCount: (token) => workspace?.count(token) ?? 0,
      corpusCount: (token) => this.corpus?.count(token) ?? 0,
      isMentioned: (token) => file.document.isMentioned(token),
      echo: [this.echoes, layer?.echoes].filter((layer) => layer !== undefined),
    };
  }

  /** Names to consider that no context may have seen: those that begin as typed, or the last ones used. */
  private known(around: Surroundings, beginning: string): number[] {
    if (!beginning) return around.scopes?.latest(completionLimits.maxLatestNames) ?? [];
    const { fileCount, workspaceCount, corpusCount, isMentioned } = around;
    const known = this.vocabulary.startingWith(beginning);
    const near = known.filter((token) => fileCount(token) > 0 || workspaceCount(token) > 0 || isMentioned(token));
    if (!around.scopes) return near;
    const common = known
      .filter((token) => corpusCount(token) > 0)
      .sort((left, right) => corpusCount(right) - corpusCount(left));
    return [...near, ...common.slice(0, completionLimits.maxCommonNames)];
  }

  private namesIn({ scopes }: Surroundings, context: readonly number[]): number[] {
    return scopes ? context.filter((token) => this.tables.roles.of(token) === "name") : [];
  }

  private ranked(
    around: Surroundings,
    context: readonly number[],
    { predictions, doubt }: NextTokens,
    typed: string | undefined,
  ): readonly Prediction[] {
    if (!around.scopes) return predictions;
    const tokens = predictions.map(({ token }) => token);
    const kind = this.facts.kindOf(context);
    return this.rank({
      situation: typed !== undefined ? `${kind}-typed` : kind,
      tokens,
      facts: this.facts.of({ ...around, context }, predictions, typed),
      place: this.facts.place(context, typed),
      doubt,
      rest: 1 - predictions.reduce((sum, { probability }) => sum + probability, 0),
    });
  }

  private atCaret<Result>(
    request: IdentifierRequest,
    read: (context: CaretContext, file: OpenFile) => Result,
  ): Result | undefined {
    const window = completionLimits.windowChars;
    const lineStart = request.prefix.lastIndexOf("\n") + 1;
    const column = request.prefix.length - lineStart;
    const lineEnd = request.suffix.indexOf("\n");
    const after = lineEnd < 0 ? request.suffix.length : lineEnd;
    if (column + after > completionLimits.maxLineChars) return undefined;
    const prefix = request.prefix.length > window ? request.prefix.slice(-window) : request.prefix;
    const file = this.openFile(request);
    file.document.update(prefix + request.suffix.slice(0, window));
    const line = prefix.split("\n").length - 1;
    return file.document.atCaret(line, Math.min(column, prefix.length), (context) => read(context, file));
  }

  private openFile({ path, language }: IdentifierRequest): OpenFile {
    const syntax = this.syntaxFor(language);
    if (this.open?.path !== path || this.open.document.syntax !== syntax) {
      this.open = { path, language, document: new SourceDocument(this.tables, syntax, this.spacing) };
    }
    return this.open;
  }

  private layerFor({ path, language }: OpenFile) {
    return this.lacksWorkspace(path, language) ? undefined : this.workspace;
  }

  private layers(file: OpenFile): ModelLayers {
    const script = file.document.syntax === "script";
    return {
      corpus: script ? this.corpus : undefined,
      workspace: this.layerFor(file)?.suffixes,
      file: file.document.model,
      words: script ? this.corpus : undefined,
    };
  }
}
