/** Completion quality on files the engine never saw: only the text before the caret is given. */

import type { SortedCorpus } from "../../../shared/completion/corpus-file.ts";
import { CompletionEngine } from "../../../shared/completion/engine.ts";
import { isIdentifier } from "../../../shared/completion/token-kinds.ts";
import { rankNames } from "../../../web/editor/language/rank-names.ts";
import { type LanguageInProcess, openLanguage } from "../../support/language-in-process.ts";
import type { MeasuredSources } from "./fetch-held-out.ts";
import { type MeasuredFile, positionsOf, requestAt } from "./positions.ts";
import { similarity } from "./similarity.ts";
import { noTyping, simulateTyping, type Typing } from "./typing.ts";
import { WordList } from "./word-list.ts";

export interface MeasureOptions {
  /** Tokens of each file. */
  maxTokens: number;
  /** Every n-th token is a line position, every n-th identifier an identifier position. */
  lineStride: number;
  identifierStride: number;
  /** Types every file through, asks after each number of letters and the language service too, and measures again without a workspace. */
  full: boolean;
}

export interface MeasuredLine {
  exact: boolean;
  similarity: number;
  probability: number;
}

export interface MeasuredIdentifier {
  /** Letters typed before it was asked for. */
  letters: number;
  /** Place in the popup's list; below 0 when it is not there. */
  rank: number;
  /** The same in the lists of the engine, of the language service (undefined where none was asked) and of plain word completion alone. */
  engineRank: number;
  serviceRank: number | undefined;
  wordRank: number;
}

/** What was seen of one package. */
export interface Tally {
  lines: MeasuredLine[];
  linesCold: MeasuredLine[];
  identifiers: MeasuredIdentifier[];
  identifiersCold: MeasuredIdentifier[];
  typed: Typing;
  typedCold: Typing;
  /** Of one answer of the warm engine: a line, and a list of identifiers. */
  lineMs: number[];
  identifierMs: number[];
}

const maxRestTokens = 40;
const shortestIdentifier = 4;
/** What the gate asks for. */
const gateLetters = 2;

export function measure(corpus: SortedCorpus, packages: readonly MeasuredSources[], options: MeasureOptions): Tally[] {
  const warm = CompletionEngine.learned(corpus);
  const cold = CompletionEngine.learned(corpus);
  return packages.map(({ name, all, measured }) => {
    const tally = noTally();
    const service = options.full ? openLanguage() : undefined;
    for (const { path, text } of all) {
      warm.setFile(`${name}/${path}`, "typescript", text);
      service?.set(`${name}/${path}`, text);
    }
    for (const { path, text } of measured) {
      const file = { path: `${name}/${path}`, text, positions: positionsOf(text).slice(0, options.maxTokens) };
      warm.refreshWorkspace(file.path, "typescript");
      measureLines(warm, file, options.lineStride, tally.lines, tally.lineMs);
      measureIdentifiers({ engine: warm, service }, file, options, tally.identifiers, tally.identifierMs);
      service?.set(file.path, text);
      if (!options.full) continue;
      measureLines(cold, file, options.lineStride, tally.linesCold, []);
      measureIdentifiers({ engine: cold, service: undefined }, file, options, tally.identifiersCold, []);
      simulateTyping(warm, file, tally.typed, tally.lineMs);
      simulateTyping(cold, file, tally.typedCold, []);
    }
    for (const { path } of all) warm.removeFile(`${name}/${path}`);
    return tally;
  });
}

/** All packages as one. */
export function together(tallies: readonly Tally[]): Tally {
  return {
    lines: tallies.flatMap(({ lines }) => lines),
    linesCold: tallies.flatMap(({ linesCold }) => linesCold),
    identifiers: tallies.flatMap(({ identifiers }) => identifiers),
    identifiersCold: tallies.flatMap(({ identifiersCold }) => identifiersCold),
    typed: typedTogether(tallies.map(({ typed }) => typed)),
    typedCold: typedTogether(tallies.map(({ typedCold }) => typedCold)),
    lineMs: tallies.flatMap(({ lineMs }) => lineMs),
    identifierMs: tallies.flatMap(({ identifierMs }) => identifierMs),
  };
}

function typedTogether(typings: readonly Typing[]): Typing {
  return {
    characters: typings.reduce((sum, { characters }) => sum + characters, 0),
    saved: typings.reduce((sum, { saved }) => sum + saved, 0),
    shown: typings.flatMap(({ shown }) => shown),
  };
}

function noTally(): Tally {
  return {
    lines: [],
    linesCold: [],
    identifiers: [],
    identifiersCold: [],
    typed: noTyping(),
    typedCold: noTyping(),
    lineMs: [],
    identifierMs: [],
  };
}

function measureLines(
  engine: CompletionEngine,
  file: MeasuredFile,
  stride: number,
  results: MeasuredLine[],
  latenciesMs: number[],
): void {
  for (let index = stride; index < file.positions.length; index += stride) {
    const position = file.positions[index];
    if (!position || position.first) continue;
    const from = performance.now();
    const best = engine.bestLine(requestAt(file, position.offset));
    latenciesMs.push(performance.now() - from);
    const wanted = position.rest.slice(0, maxRestTokens).join(" ");
    const guess = best?.tokens.join(" ") ?? "";
    const exact = best?.line.complete === true && guess === wanted;
    results.push({ exact, similarity: similarity(guess, wanted), probability: best?.line.probability ?? 0 });
  }
}

function measureIdentifiers(
  { engine, service }: { engine: CompletionEngine; service: LanguageInProcess | undefined },
  file: MeasuredFile,
  { identifierStride, full }: MeasureOptions,
  results: MeasuredIdentifier[],
  latenciesMs: number[],
): void {
  const words = new WordList();
  const typedLetters = full ? [0, 1, gateLetters, 3] : [gateLetters];
  for (let index = 1; index < file.positions.length; index++) {
    words.add(file.positions[index - 1]?.token ?? "");
    const position = file.positions[index];
    if (!position || index % identifierStride !== 0) continue;
    if (position.token.length < shortestIdentifier || !isIdentifier(position.token)) continue;
    for (const letters of typedLetters) {
      const request = requestAt(file, position.offset + letters);
      const typed = position.token.slice(0, letters);
      const from = performance.now();
      const likely = engine.suggestIdentifiers(request);
      latenciesMs.push(performance.now() - from);
      service?.set(file.path, request.prefix);
      const answer = service?.ask({ kind: "completions", path: file.path, offset: request.prefix.length });
      const valid = answer?.kind === "completions" ? answer : undefined;
      const placeIn = (names: readonly string[]) => names.indexOf(position.token);
      const namesOf = (entries: readonly { name: string }[]) => entries.map(({ name }) => name);
      const engineRank = placeIn(likely.map(({ text }) => text));
      results.push({
        letters,
        rank: valid ? placeIn(namesOf(rankNames(file.path, valid, likely, typed))) : engineRank,
        engineRank,
        serviceRank: service && placeIn(namesOf(valid ? rankNames(file.path, valid, [], typed) : [])),
        wordRank: placeIn(letters ? words.startingWith(typed) : []),
      });
    }
  }
}
