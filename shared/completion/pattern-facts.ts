/** What repeats: of each candidate at one place, what followed there in other places like it. */
import type { CodeAbove } from "./code-above.ts";
import type { EchoCoder } from "./echo-model.ts";
import type { Candidate } from "./language-model.ts";
import { longestMatch, maxMatchTokens } from "./longest-match.ts";
import type { TokenTables } from "./source-document.ts";
import { readSparseContexts, type SparseCounts, sparseContextCount } from "./sparse-contexts.ts";
import type { SuffixArray } from "./suffix-array.ts";
import { isKeyword } from "./token-kinds.ts";
import { newlineId } from "./vocabulary.ts";

const contextNumbers = Array.from({ length: sparseContextCount }, (_, number) => number);

/** The facts in their order behind those of names. */
export const patternFactNames: readonly string[] = [
  ...contextNumbers.map((number) => `fileContext${number}`),
  ...contextNumbers.map((number) => `workspaceContext${number}`),
  "fileMatch",
  "fileMatchLength",
  "workspaceMatch",
  "workspaceMatchLength",
  "echoMatch",
  "echoMatchLength",
  "isKeyword",
  "isMark",
  "isString",
  "isLineEnd",
  "length",
  "corpusCount",
  "structure",
];

/** Where patterns are looked for. */
export interface PatternSources {
  readonly above: CodeAbove;
  readonly workspaceContexts: SparseCounts | undefined;
  readonly workspace: SuffixArray | undefined;
}

/** Of `traitsOf`. */
const traitCount = 5;
/** Tokens of the echo model that a match of echoes looks back on. */
const echoMatchTokens = 24;

export class PatternFacts {
  private readonly tables: TokenTables;
  private readonly coder: EchoCoder;
  private readonly traits: (Float64Array | undefined)[] = [];
  private readonly contexts = new Uint32Array(sparseContextCount);

  constructor(tables: TokenTables, coder: EchoCoder) {
    this.tables = tables;
    this.coder = coder;
  }

  /** Writes the facts of a candidate and its echo code after `context` into `row`, from `offset` on. */
  after(sources: PatternSources, corpusCount: (token: number) => number, context: readonly number[], offset: number) {
    const { above, workspace } = sources;
    readSparseContexts(context, context.length, this.tables.roles, this.contexts);
    const contexts = this.contexts.slice();
    const counted = [above.sparse, sources.workspaceContexts].map((counts) =>
      counts ? { counts, totals: Array.from(contexts, (number) => counts.total(number)) } : undefined,
    );
    const echoes = this.coder.latest(context, echoMatchTokens);
    const matches = [
      longestMatch(above.ids, above.length, context),
      workspace?.longestMatch(context),
      longestMatch(above.codes, above.length, echoes),
    ];
    const echoMatch = matches.length - 1;
    return (row: Float64Array, { token, structure }: Candidate, code: number): void => {
      let at = offset;
      for (const layer of counted) {
        for (let index = 0; index < sparseContextCount; index++, at++) {
          const total = layer?.totals[index] ?? 0;
          if (layer && total > 0) row[at] = logShare(layer.counts.count(contexts[index] ?? 0, token), total);
        }
      }
      for (let index = 0; index < matches.length; index++, at += 2) {
        const match = matches[index];
        if (match?.next !== (index === echoMatch ? code : token)) continue;
        row[at] = 1;
        row[at + 1] = Math.log(match.length) / Math.log(maxMatchTokens);
      }
      row.set(this.traitsOf(token), at);
      at += traitCount;
      row[at] = Math.log1p(corpusCount(token)) / 10;
      row[at + 1] = structure ?? 0;
    };
  }

  /** What a token is by itself. */
  private traitsOf(token: number): Float64Array {
    const known = this.traits[token];
    if (known) return known;
    const text = this.tables.vocabulary.textOf(token);
    const kinds = [isKeyword(text), /^[^\w"'`\n]/.test(text), /^["'`]/.test(text), token === newlineId];
    const traits = Float64Array.of(...kinds.map(Number), Math.min(2, text.length / 10));
    this.traits[token] = traits;
    return traits;
  }
}

function logShare(count: number, total: number): number {
  return Math.log((count + 0.1) / (total + 0.1)) / 4;
}
