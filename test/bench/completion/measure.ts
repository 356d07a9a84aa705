/** Completion quality on files the engine never saw: only the text before the caret is given. */

import type { Corpus } from "../../../shared/completion/corpus-file.ts";
import { CompletionEngine } from "../../../shared/completion/engine.ts";
import { type LexedLine, type LexState, lexLine } from "../../../shared/completion/lexer.ts";
import { isIdentifier } from "../../../shared/completion/token-kinds.ts";
import type { HeldOutSources } from "./fetch-held-out.ts";
import { WordList } from "./word-list.ts";

export interface MeasureOptions {
  /** Tokens of each file. */
  maxTokens: number;
  /** Every n-th token is a line position, every n-th identifier an identifier position. */
  lineStride: number;
  identifierStride: number;
  /** Types every file through, and measures again without a workspace. */
  full: boolean;
}

export interface Tally {
  lines: { exact: boolean; probability: number }[];
  linesCold: { exact: boolean; probability: number }[];
  identifiers: { rank: number; wordRank: number }[];
  typed: Typing;
  typedCold: Typing;
  latenciesMs: number[];
}

interface Typing {
  characters: number;
  saved: number;
  shown: number;
  accepted: number;
}

interface Position {
  token: string;
  /** Offset in the text. */
  offset: number;
  first: boolean;
  /** The rest of the line's tokens, this one first. */
  rest: readonly string[];
}

const maxRestTokens = 40;
const typedLetters = 2;

export function measure(corpus: Corpus, packages: readonly HeldOutSources[], options: MeasureOptions): Tally {
  const tally: Tally = {
    lines: [],
    linesCold: [],
    identifiers: [],
    typed: noTyping(),
    typedCold: noTyping(),
    latenciesMs: [],
  };
  const warm = new CompletionEngine(corpus);
  const cold = new CompletionEngine(corpus);
  for (const { name, all, measured } of packages) {
    for (const { path, text } of all) warm.setFile(`${name}/${path}`, "typescript", text);
    for (const { path, text } of measured) {
      const file = { path: `${name}/${path}`, text, positions: positionsOf(text).slice(0, options.maxTokens) };
      measureLines(warm, file, options.lineStride, tally.lines, tally.latenciesMs);
      measureIdentifiers(warm, file, options.identifierStride, tally.identifiers);
      if (options.full) {
        measureLines(cold, file, options.lineStride, tally.linesCold, []);
        simulateTyping(warm, file, tally.typed, tally.latenciesMs);
        simulateTyping(cold, file, tally.typedCold, []);
      }
    }
    for (const { path } of all) warm.removeFile(`${name}/${path}`);
  }
  return tally;
}

interface MeasuredFile {
  path: string;
  text: string;
  positions: readonly Position[];
}

function request(file: MeasuredFile, end: number) {
  return {
    path: file.path,
    language: "typescript",
    prefix: file.text.slice(0, end),
    suffix: "",
    trigger: "auto" as const,
  };
}

function measureLines(
  engine: CompletionEngine,
  file: MeasuredFile,
  stride: number,
  results: Tally["lines"],
  latenciesMs: number[],
): void {
  for (let index = stride; index < file.positions.length; index += stride) {
    const position = file.positions[index];
    if (!position || position.first) continue;
    const from = performance.now();
    const best = engine.bestLine(request(file, position.offset));
    latenciesMs.push(performance.now() - from);
    const wanted = position.rest.slice(0, maxRestTokens).join(" ");
    const exact = best?.line.complete === true && best.tokens.join(" ") === wanted;
    results.push({ exact, probability: best?.line.probability ?? 0 });
  }
}

function measureIdentifiers(
  engine: CompletionEngine,
  file: MeasuredFile,
  stride: number,
  results: Tally["identifiers"],
): void {
  const words = new WordList();
  for (let index = 1; index < file.positions.length; index++) {
    words.add(file.positions[index - 1]?.token ?? "");
    const position = file.positions[index];
    if (!position || index % stride !== 0 || position.token.length < 4 || !isIdentifier(position.token)) continue;
    const typed = position.token.slice(0, typedLetters);
    const names = engine.suggestIdentifiers(request(file, position.offset + typedLetters)).map(({ text }) => text);
    results.push({
      rank: names.indexOf(position.token),
      wordRank: words.startingWith(typed).indexOf(position.token),
    });
  }
}

/** Someone who looks at each suggestion shown at a token's start and takes it when all of it is right. */
function simulateTyping(engine: CompletionEngine, file: MeasuredFile, typing: Typing, latenciesMs: number[]): void {
  let taken = 0;
  for (let index = 1; index < file.positions.length; index++) {
    const position = file.positions[index];
    const next = file.positions[index + 1];
    if (!position || position.offset < taken) continue;
    const from = performance.now();
    const suggestion = engine.suggestLine(request(file, position.offset));
    latenciesMs.push(performance.now() - from);
    const text = suggestion?.text ?? "";
    if (text.trim().length >= 4) {
      typing.shown++;
      if (file.text.startsWith(text, position.offset)) {
        typing.accepted++;
        typing.characters += text.length;
        typing.saved += text.length - 1;
        taken = position.offset + text.length;
        continue;
      }
    }
    typing.characters += next && !next.first ? next.offset - position.offset : position.token.length + 1;
  }
}

function positionsOf(text: string): Position[] {
  const positions: Position[] = [];
  let state: LexState = "code";
  let lineStart = 0;
  for (const line of text.split("\n")) {
    const lexed: LexedLine = lexLine(line, state, "script");
    state = lexed.endState;
    lexed.tokens.forEach((token, index) => {
      const offset = lineStart + (lexed.starts[index] ?? 0);
      positions.push({ token, offset, first: index === 0, rest: lexed.tokens.slice(index) });
    });
    lineStart += line.length + 1;
  }
  return positions;
}

function noTyping(): Typing {
  return { characters: 0, saved: 0, shown: 0, accepted: 0 };
}
