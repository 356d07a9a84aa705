/** Limits of next edits by a model. */
export const modelEditLimits = {
  /** Longer lines are data; a longer answer is no rewritten line. */
  maxLineChars: 240,
  /** Lines shown around the place, and lines away from the caret among which it is looked for. */
  linesAround: 3,
  maxDistanceLines: 400,
  /** Changed lines that the model is told, the latest last. */
  maxChangedLines: 4,
  /** Shorter names stand everywhere. */
  minNameChars: 3,
  /** Share of the line that stays, once the new name is read as the old one. */
  minKeptShare: 0.4,
  /** Places that are asked about in vain before the change counts as followed. */
  maxVainPlaces: 2,
} as const;
