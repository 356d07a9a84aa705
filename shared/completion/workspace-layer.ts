/** What the other files of the workspace say: their n-grams, echoes, sparse contexts and spacing. */
import { joinFiles } from "./corpus-file.ts";
import { type EchoCoder, echoCodes } from "./echo-model.ts";
import type { Syntax } from "./lexer.ts";
import { completionLimits } from "./limits.ts";
import type { TokenTables } from "./source-document.ts";
import { type SpacingCounts, spacingTogether } from "./spacing.ts";
import { SparseCounts } from "./sparse-contexts.ts";
import { SuffixArray } from "./suffix-array.ts";

export interface WorkspaceFile {
  syntax: Syntax;
  ids: readonly number[];
  spacing: SpacingCounts;
  /** The same for the echo model, made when it is first needed. */
  codes?: Int32Array;
}

export interface WorkspaceLayer {
  suffixes: SuffixArray | undefined;
  /** These two of scripts alone. */
  echoes: SuffixArray | undefined;
  contexts: SparseCounts | undefined;
  spacing: SpacingCounts;
}

/** Tokens counted in one step. */
const stepTokens = 5_000;

/** Counts `files`, which are of one syntax, in short steps. */
export function* workspaceLayerSteps(
  files: readonly WorkspaceFile[],
  tables: TokenTables,
  coder: EchoCoder,
): Generator<undefined, WorkspaceLayer> {
  const spacing = spacingTogether(files.map((file) => file.spacing));
  if (!files.length) return { suffixes: undefined, echoes: undefined, contexts: undefined, spacing };
  const { suffixDepth } = completionLimits;
  const tokens = joinFiles(files.map(({ ids }) => ids));
  const suffixes = yield* SuffixArray.steps(tokens, tables.vocabulary.size, suffixDepth);
  if (files[0]?.syntax !== "script") return { suffixes, echoes: undefined, contexts: undefined, spacing };
  for (const file of files) {
    if (file.codes) continue;
    file.codes = coder.encode(file.ids);
    yield;
  }
  const codes = joinFiles(
    files.map((file) => file.codes ?? []),
    coder.newlineCode,
  );
  const echoes = yield* SuffixArray.steps(codes, echoCodes, suffixDepth);
  const contexts = new SparseCounts(tables.roles);
  for (const { ids } of files) {
    for (let index = 0; index < ids.length; index++) {
      if (index % stepTokens === 0) yield;
      contexts.add(ids, index);
    }
  }
  return { suffixes, echoes, contexts, spacing };
}
