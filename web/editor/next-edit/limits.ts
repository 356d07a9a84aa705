/** Limits of proposed next edits. */
export const nextEditLimits = {
  /** Quiet time after which a change of a declaration counts as made. */
  pauseMs: 500,
  /** After an edit of a model was taken: ghost text's question comes first, which waits 150 ms. */
  takenPauseMs: 200,
  /** A longer change is no rename and no change of a signature. */
  maxChangedChars: 200,
  /** Longest old or new text drawn at a place. */
  maxShownChars: 120,
} as const;
