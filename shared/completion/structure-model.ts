/** How often each token class follows a structural context, in the corpus and in the open file. */
import type { Candidate } from "./language-model.ts";
import { type StructureState, startOfFile, structureKeys, type TokenClasses } from "./structure.ts";
import { newlineId } from "./vocabulary.ts";

interface ClassCounts {
  readonly counts: Map<number, number>;
  total: number;
}

export class StructureCounts {
  private readonly contexts = new Map<number, ClassCounts>();

  /** Counts a token class in its context; takes it back when `times` is negative. */
  count(state: StructureState, tokenClass: number, times: number): void {
    for (const key of structureKeys(state)) {
      const entry = this.contexts.get(key) ?? { counts: new Map<number, number>(), total: 0 };
      if (entry.total === 0) this.contexts.set(key, entry);
      entry.counts.set(tokenClass, (entry.counts.get(tokenClass) ?? 0) + times);
      entry.total += times;
      if (entry.total === 0) this.contexts.delete(key);
    }
  }

  at(key: number): ClassCounts | undefined {
    return this.contexts.get(key);
  }
}

/** Tokens counted in one step. */
const stepTokens = 10_000;

/** Counts of a whole corpus in short steps; a run of newlines is a border between files. */
export function* structureSteps(
  tokens: ArrayLike<number>,
  classes: TokenClasses,
): Generator<undefined, StructureCounts> {
  const counts = new StructureCounts();
  let state = startOfFile;
  for (let index = 0; index < tokens.length; index++) {
    if (index % stepTokens === 0) yield;
    const token = tokens[index] ?? newlineId;
    if (token === newlineId && tokens[index - 1] === newlineId) {
      state = startOfFile;
      continue;
    }
    counts.count(state, classes.of(token), 1);
    state = classes.advance(state, token);
  }
  return counts;
}

export interface StructureLayers {
  corpus: StructureCounts;
  file: StructureCounts;
  classes: TokenClasses;
}

/** Evidence of one context counts at most so often. Chosen, like the two below, on development packages. */
const corpusCap = 30;
const fileCap = 60;
const backoff = 4;
const weight = 0.9;
/** The n-grams' own doubt, to this power, is how much structure has to say. */
const doubtPower = 0.28;

/**
 * Moves probability between token classes towards what the open brackets make likely, and takes out what would close the wrong one.
 * Inside a class the n-grams' order stays.
 */
export function withStructure(
  layers: StructureLayers,
  state: StructureState,
  predictions: readonly Candidate[],
  doubt: number,
): Candidate[] {
  const { classes } = layers;
  const share = weight * doubt ** doubtPower * trust(layers, state);
  const fitting = predictions.filter(({ token }) => !classes.misfits(state, token));
  const mass = new Map<number, number>();
  let totalMass = 0;
  for (const { token, probability } of fitting) {
    const own = classes.of(token);
    mass.set(own, (mass.get(own) ?? 0) + probability);
    totalMass += probability;
  }
  const told = new Map([...mass.keys()].map((own) => [own, classProbability(layers, state, own)]));
  const totalTold = [...told.values()].reduce((sum, probability) => sum + probability, 0) || 1;
  return fitting
    .map((candidate) => {
      const { token, probability } = candidate;
      const own = classes.of(token);
      const ownMass = mass.get(own) ?? 1;
      const wanted = (1 - share) * ownMass + (share * totalMass * (told.get(own) ?? 0)) / totalTold;
      const toldShare = ((told.get(own) ?? 0) / totalTold) * (probability / ownMass);
      return {
        ...candidate,
        probability: (probability * wanted) / ownMass,
        structure: Math.log(toldShare + 1e-6) / 8,
      };
    })
    .sort((left, right) => right.probability - left.probability);
}

/** Near 1 where the place was seen often, 0 where structure knows nothing. */
function trust({ corpus, file }: StructureLayers, state: StructureState): number {
  const [, pair] = structureKeys(state);
  const seen = (corpus.at(pair)?.total ?? 0) + (file.at(pair)?.total ?? 0);
  return seen / (seen + backoff);
}

function classProbability(layers: StructureLayers, state: StructureState, tokenClass: number): number {
  const [full, pair, wide] = structureKeys(state);
  const base = layers.corpus.at(pair);
  let probability = ((base?.counts.get(tokenClass) ?? 0) + 0.001) / ((base?.total ?? 0) + 1);
  for (const key of [wide, pair, full]) probability = mixed(layers, key, tokenClass, probability);
  return probability;
}

function mixed(layers: StructureLayers, key: number, tokenClass: number, below: number): number {
  const corpus = layers.corpus.at(key);
  const file = layers.file.at(key);
  const corpusScale = corpus ? Math.min(1, corpusCap / corpus.total) : 0;
  const fileScale = file ? Math.min(1, fileCap / file.total) : 0;
  const count = corpusScale * (corpus?.counts.get(tokenClass) ?? 0) + fileScale * (file?.counts.get(tokenClass) ?? 0);
  const total = corpusScale * (corpus?.total ?? 0) + fileScale * (file?.total ?? 0);
  return (count + backoff * below) / (total + backoff);
}
