/**
 * Next-token probabilities from three layers (corpus, workspace, file), interpolated order by order:
 * each order's counts, with the layers' evidence capped so that the nearer layer outweighs the larger one,
 * are smoothed with the order below (Witten–Bell with a discount; after Chen and Goodman 1998).
 */
import type { Distribution } from "./distribution.ts";
import type { FileModel } from "./file-model.ts";
import type { Layer, LayerWeights } from "./layer-weights.ts";
import type { SuffixArray } from "./suffix-array.ts";
import { unknownId } from "./vocabulary.ts";

export interface ModelLayers {
  corpus?: SuffixArray | undefined;
  workspace?: SuffixArray | undefined;
  file?: FileModel | undefined;
  /** How often each word is written at all; the corpus in every language. */
  words?: SuffixArray | undefined;
}

const candidateLimit = 60;
const filteredCandidateLimit = 400;
const shortestTellingOrder = 2;

interface Evidence {
  layer: Layer;
  distribution: Distribution;
}

export interface Prediction {
  readonly token: number;
  readonly probability: number;
}

/** A prediction with what each layer by itself says of it, in the order of `layerOrder`. */
export interface Candidate extends Prediction {
  readonly layers: readonly LayerView[];
  /** Logarithm of its share by the open brackets, an eighth of it; undefined where they were not asked. */
  readonly structure?: number;
}

interface LayerView {
  readonly probability: number;
  /** Tokens of the longest context after which the layer saw it. */
  readonly order: number;
  /** Its share of what the layer saw there. */
  readonly share: number;
}

export const layerOrder = ["corpus", "workspace", "file"] as const;

/** Tokens a prediction is restricted to, such as those that begin with what was typed. */
export type TokenFilter = (token: number) => boolean;

export interface NextTokens {
  /** Most probable first; never the unknown token. */
  readonly predictions: readonly Candidate[];
  /** Share of the probabilities that rests on contexts of fewer than two tokens: 1 when nothing longer was seen before. */
  readonly doubt: number;
}

export interface PredictOptions {
  weights: LayerWeights;
  maxOrder: number;
  count: number;
  filter?: TokenFilter | undefined;
  /** Tokens to consider whether or not a context knows them. */
  also?: Iterable<number> | undefined;
}

/** The `count` most probable tokens after `context`. */
export function predict(layers: ModelLayers, context: readonly number[], options: PredictOptions): NextTokens {
  const { weights, maxOrder, count, filter, also = [] } = options;
  const orders = gatherEvidence(layers, context, maxOrder);
  const chosen = chooseCandidates(orders, filter);
  for (const token of also) chosen.add(token);
  const candidates = [...chosen];
  const { words } = layers;
  const total = (words?.length ?? 0) + 10_000;
  let doubt = 1;
  const probabilities = candidates.map((token) => ((words?.count(token) ?? 0) + 0.01) / total);
  for (let order = 0; order < orders.length; order++) {
    const evidence = withoutRepeats(orders[order] ?? [], orders[order + 1]);
    const left = mixOrder(evidence, weights, candidates, probabilities);
    if (order >= shortestTellingOrder) doubt *= left;
  }
  const predictions = candidates
    .map((token, index) => ({ token, probability: probabilities[index] ?? 0 }))
    .sort((left, right) => right.probability - left.probability)
    .slice(0, count);
  const views = layerOrder.map((layer) => viewsOf(orders, layer, predictions));
  return {
    predictions: predictions.map((prediction, index) => ({
      ...prediction,
      layers: views.map((view) => view[index] ?? unseen),
    })),
    doubt,
  };
}

const unseenProbability = 1e-5;
const unseen: LayerView = { probability: unseenProbability, order: 0, share: 0 };
/** Mass one layer by itself leaves to its shorter context. */
const viewBackoffShare = 0.5;
const viewBackoffFloor = 0.2;

/** What one layer says of each prediction, interpolated from its shortest context up. */
function viewsOf(orders: readonly Evidence[][], layer: Layer, predictions: readonly Prediction[]): LayerView[] {
  const views = predictions.map(() => ({ ...unseen }));
  for (let order = 1; order < orders.length; order++) {
    const found = orders[order]?.find((evidence) => evidence.layer === layer)?.distribution;
    if (!found) continue;
    const backoff = found.counts.size * viewBackoffShare + viewBackoffFloor;
    for (let index = 0; index < views.length; index++) {
      const view = views[index];
      if (!view) continue;
      const count = found.counts.get(predictions[index]?.token ?? unknownId) ?? 0;
      view.probability = (count + backoff * view.probability) / (found.total + backoff);
      if (!count) continue;
      view.order = order;
      view.share = count / found.total;
    }
  }
  return views;
}

function gatherEvidence(layers: ModelLayers, context: readonly number[], maxOrder: number): Evidence[][] {
  const words = layers.file?.next(context, 0);
  const orders: Evidence[][] = [words ? [{ layer: "fileWords", distribution: words }] : []];
  for (let order = 1; order <= Math.min(maxOrder, context.length); order++) {
    const found: Evidence[] = [];
    const from = context.length - order;
    for (const layer of ["corpus", "workspace"] as const) {
      const suffixes = layers[layer];
      const range = suffixes?.range(context, from);
      if (suffixes && range) found.push({ layer, distribution: suffixes.next(range, order) });
    }
    const inFile = layers.file?.next(context, order);
    if (inFile) found.push({ layer: "file", distribution: inFile });
    orders.push(found);
    if (!found.length) break;
  }
  return orders;
}

/** From the longest context down and from the nearest layer out, until there are enough. */
function chooseCandidates(orders: readonly Evidence[][], filter: TokenFilter | undefined): Set<number> {
  const candidates = new Set<number>();
  const limit = filter ? filteredCandidateLimit : candidateLimit;
  for (let order = orders.length - 1; order >= 0 && candidates.size < limit; order--) {
    for (const { distribution } of (orders[order] ?? []).toReversed()) {
      const tokens = filter ? distribution.counts.keys() : distribution.likely();
      for (const token of tokens) if (token !== unknownId && (!filter || filter(token))) candidates.add(token);
    }
  }
  return candidates;
}

/** A layer that saw nothing more in the shorter context than in the longer one would count the same evidence twice. */
function withoutRepeats(evidence: readonly Evidence[], longer: readonly Evidence[] | undefined): readonly Evidence[] {
  if (!longer?.length) return evidence;
  return evidence.filter(
    ({ layer, distribution }) =>
      !longer.some((other) => other.layer === layer && other.distribution.total === distribution.total),
  );
}

/** Mixes one order's counts in; returns the share left to the orders below. */
function mixOrder(
  evidence: readonly Evidence[],
  weights: LayerWeights,
  candidates: readonly number[],
  probabilities: number[],
): number {
  if (!evidence.length) return 1;
  let total = 0;
  let backoff = 0;
  const scales = evidence.map(({ layer, distribution }) => {
    const { cap, weight, backoffShare, backoffFloor } = weights[layer];
    const scale = weight * Math.min(1, cap / distribution.total);
    total += scale * distribution.total;
    backoff += scale * distribution.counts.size * backoffShare + backoffFloor;
    return scale;
  });
  for (let index = 0; index < candidates.length; index++) {
    let count = 0;
    for (let layer = 0; layer < evidence.length; layer++) {
      const seen = evidence[layer]?.distribution.counts.get(candidates[index] ?? unknownId);
      if (seen) count += (scales[layer] ?? 0) * seen;
    }
    probabilities[index] = (count + backoff * (probabilities[index] ?? 0)) / (total + backoff);
  }
  return backoff / (total + backoff);
}

/** Probability kept for words nobody has written yet when a typed beginning is completed. */
const unseenWordMass = 0.01;

/** Probabilities of words given that they begin as typed. */
export function givenBeginning({ predictions, doubt }: NextTokens): NextTokens {
  const total = predictions.reduce((sum, { probability }) => sum + probability, unseenWordMass);
  return {
    predictions: predictions.map((candidate) => ({ ...candidate, probability: candidate.probability / total })),
    doubt,
  };
}
