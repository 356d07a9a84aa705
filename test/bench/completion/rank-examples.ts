/** Places of the development packages with what the ranking was given there and what really followed. */
import type { SortedCorpus } from "../../../shared/completion/corpus-file.ts";
import { CompletionEngine } from "../../../shared/completion/engine.ts";
import { placeRow, type RankInput, type Situation } from "../../../shared/completion/rank.ts";
import { isIdentifier } from "../../../shared/completion/token-kinds.ts";
import type { MeasuredSources } from "./fetch-held-out.ts";
import { type MeasuredFile, type Position, positionsOf, requestAt } from "./positions.ts";

export interface RankExample {
  situation: Situation;
  /** What the network reads of each candidate and of the place. */
  rows: readonly Float32Array[];
  place: Float32Array;
  /** Place of what followed among the candidates; below 0 when it is none of them. */
  right: number;
}

const maxTokens = 1_200;
/** A prime, so that no habit of line lengths is met again and again. */
const stride = 5;

/**
 * Half the files have corpus and workspace behind them, a quarter the corpus alone, as a project has that is just begun,
 * a quarter the workspace alone, as where the corpus has not come.
 */
const backings = [
  { withCorpus: true, withWorkspace: true },
  { withCorpus: true, withWorkspace: false },
  { withCorpus: true, withWorkspace: true },
  { withCorpus: false, withWorkspace: true },
];

export function rankExamples(corpus: SortedCorpus, packages: readonly MeasuredSources[]): RankExample[] {
  const examples: RankExample[] = [];
  const recorders = backings.map(({ withCorpus, withWorkspace }) => ({
    withWorkspace,
    ...recorder(withCorpus ? corpus : undefined, examples),
  }));
  for (const { name, all, measured } of packages) {
    for (const [index, { path, text }] of measured.entries()) {
      const file = { path: `${name}/${path}`, text, positions: positionsOf(text).slice(0, maxTokens) };
      const chosen = recorders[index % recorders.length];
      if (!chosen) continue;
      const { engine, record, withWorkspace } = chosen;
      const workspace = withWorkspace ? all : [];
      for (const source of workspace) engine.setFile(`${name}/${source.path}`, "typescript", source.text);
      engine.refreshWorkspace(file.path, "typescript");
      recordFile(engine, file, record);
      for (const source of workspace) engine.removeFile(`${name}/${source.path}`);
    }
  }
  return examples;
}

function recorder(corpus: SortedCorpus | undefined, examples: RankExample[]) {
  const inputs: RankInput[] = [];
  const engine = CompletionEngine.learned(corpus, (input) => {
    inputs.push(input);
    return [];
  });
  const record = (ask: () => void, followed: string) => {
    inputs.length = 0;
    ask();
    const [seen] = inputs;
    if (!seen?.tokens.length) return;
    const right = seen.tokens.findIndex((token) => engine.textOf(token) === followed);
    const rows = seen.facts.map((facts) => Float32Array.from(facts));
    examples.push({ situation: seen.situation, rows, place: Float32Array.from(placeRow(seen)), right });
  };
  return { engine, record };
}

function recordFile(
  engine: CompletionEngine,
  file: MeasuredFile,
  record: (ask: () => void, followed: string) => void,
): void {
  for (let index = stride; index < file.positions.length; index += stride) {
    const position = file.positions[index];
    if (!position) continue;
    record(() => engine.bestLine(requestAt(file, position.offset)), position.token);
    recordEnd(engine, file, position, record);
    if (!isIdentifier(position.token)) continue;
    recordBegun(engine, file, position, index, record);
    const letters = 1 + (index % 3);
    if (position.token.length <= letters) continue;
    record(() => engine.suggestIdentifiers(requestAt(file, position.offset + letters)), position.token);
  }
}

/** Half the time the word is whole where a line is asked for: a mark follows it. */
function recordBegun(
  engine: CompletionEngine,
  file: MeasuredFile,
  { token, offset }: Position,
  index: number,
  record: (ask: () => void, followed: string) => void,
): void {
  const letters = index % 2 ? token.length : 1 + (index % token.length);
  record(() => engine.suggestLine(requestAt(file, offset + letters)), token);
}

/** Behind a line's last token the line ends. */
function recordEnd(
  engine: CompletionEngine,
  file: MeasuredFile,
  { rest, offset, token }: Position,
  record: (ask: () => void, followed: string) => void,
): void {
  if (rest.length === 1) record(() => engine.bestLine(requestAt(file, offset + token.length)), "\n");
}
