/** The lines behind a line that opens a block, until the block closes: shown when all of them are likely, or not at all. */
import type { LineCandidate, Place } from "./line-beam.ts";
import type { StructureState } from "./structure.ts";
import { newlineId } from "./vocabulary.ts";

export interface BlockOptions {
  /** The most likely line at a place. */
  search: (place: Place) => LineCandidate | undefined;
  advance: (state: StructureState, token: number) => StructureState;
  /** True in an empty body whose closing bracket stands there already: the block ends in front of it. */
  closed: boolean;
  /** Of the block as a whole. */
  minProbability: number;
  maxLines: number;
}

export interface BlockLine {
  tokens: readonly number[];
  /** Brackets open where it is written: those it closes first are not counted. */
  depth: number;
}

export interface Block {
  lines: readonly BlockLine[];
  probability: number;
}

export function depthOf({ open }: StructureState): number {
  let depth = 0;
  for (let bracket = open; bracket; bracket = bracket.outer) depth++;
  return depth;
}

/** `place` stands behind the opening line, whose probability is `opening`; `outside` brackets are open where the block is closed. */
export function searchBlock(
  place: Place,
  opening: number,
  outside: number,
  { search, advance, closed, minProbability, maxLines }: BlockOptions,
): Block | undefined {
  const lines: BlockLine[] = [];
  let { context, structure } = place;
  let probability = opening;
  while (lines.length < maxLines) {
    context = [...context, newlineId];
    structure = advance(structure, newlineId);
    const line = search({ context, structure });
    if (!line?.complete) return undefined;
    probability *= line.probability;
    if (probability < minProbability || !line.tokens.length) return undefined;
    let shallowest = depthOf(structure);
    let closing = true;
    for (const token of line.tokens) {
      const before = depthOf(structure);
      structure = advance(structure, token);
      closing &&= depthOf(structure) < before;
      if (closing) shallowest = depthOf(structure);
    }
    if (shallowest < outside) return closed && lines.length ? { lines, probability } : undefined;
    lines.push({ tokens: line.tokens, depth: shallowest });
    context = [...context, ...line.tokens];
    if (depthOf(structure) === outside && !closed) return { lines, probability };
  }
  return undefined;
}
