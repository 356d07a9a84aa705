/** Places of the development packages with what the ranking was given there and what really followed. */
import type { SortedCorpus } from "../../../shared/completion/corpus-file.ts";
import { CompletionEngine } from "../../../shared/completion/engine.ts";
import { type RankInput, type Situation, weighable } from "../../../shared/completion/rank.ts";
import { isIdentifier } from "../../../shared/completion/token-kinds.ts";
import type { HeldOutSources } from "./fetch-held-out.ts";
import { type MeasuredFile, type Position, positionsOf, requestAt } from "./positions.ts";

export interface RankExample {
  situation: Situation;
  rows: readonly Float64Array[];
  other: Float64Array;
  /** Place of what followed among the candidates; below 0 when it is none of them. */
  right: number;
}

const maxTokens = 1_200;
/** A prime, so that no habit of line lengths is met again and again. */
const stride = 3;

export function rankExamples(corpus: SortedCorpus, packages: readonly HeldOutSources[]): RankExample[] {
  const examples: RankExample[] = [];
  const inputs: RankInput[] = [];
  const warm = CompletionEngine.learned(corpus, (input) => {
    inputs.push(input);
    return [];
  });
  const record = (ask: () => void, followed: string) => {
    inputs.length = 0;
    ask();
    const [seen] = inputs;
    if (!seen) return;
    const right = seen.tokens.findIndex((token) => warm.textOf(token) === followed);
    examples.push({ situation: seen.situation, ...weighable(seen), right });
  };
  for (const { name, all, measured } of packages) {
    for (const { path, text } of all) warm.setFile(`${name}/${path}`, "typescript", text);
    for (const { path, text } of measured) {
      const file = { path: `${name}/${path}`, text, positions: positionsOf(text).slice(0, maxTokens) };
      warm.refreshWorkspace(file.path, "typescript");
      recordFile(warm, file, record);
    }
    for (const { path } of all) warm.removeFile(`${name}/${path}`);
  }
  return examples;
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
