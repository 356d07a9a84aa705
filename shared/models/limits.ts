/** Limits of what prompts are made of. */
export const promptLimits = {
  /** Of a file whose beginning is cut away: its imports, and the headers of the blocks that the caret stands in. */
  maxImportsShare: 0.15,
  maxHeadersShare: 0.1,
  /** Lines at a file's beginning among which imports are looked for, and lines of one header. */
  maxImportLines: 400,
  maxHeaderLines: 12,
  /** Part of a window that may be given up so that it begins or ends between two declarations. */
  maxBorderShare: 0.15,
  /** Looked at for secrets on either side of what is sent: a key that is cut is told by its other half. */
  secretMarginChars: 8_000,
} as const;
