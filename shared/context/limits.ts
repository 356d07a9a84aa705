/** Bounds of what is gathered from other files for a completion. */
export const contextLimits = {
  /** Characters of each kind, most helpful first; what one leaves over, the next may use. Together what the edge sends on at most. */
  budgetChars: { definitions: 3_000, edits: 1_500, tabs: 1_500, workspace: 2_000 },
  /** Files that one request may carry. */
  maxFiles: 16,
  /** A longer declaration is told by its header and its members' headers. */
  maxDeclarationChars: 700,
  maxOutlineLines: 40,
  /** Pieces of files for the search by words: cut where a declaration begins, when they are long enough for that. */
  minPieceChars: 300,
  maxPieceChars: 1_000,
  /** Longer lines are generated or data. */
  maxLineChars: 500,
  /** Longer files are searched in their beginning alone; 100,000 short lines are some 3 MB. */
  maxFileChars: 400_000,
  maxWorkspaceChars: 60_000_000,
  /** Lines around the caret whose names are looked up. */
  linesBefore: 40,
  linesAfter: 12,
  maxDefinitions: 10,
  /** A name that more files declare says nothing about which is meant. */
  maxHomonyms: 3,
  /** Words of the search, the rarest ones, and pieces that it brings. */
  maxQueryTerms: 24,
  maxPieces: 6,
  maxTabs: 6,
  /** Places edited last that are remembered, and lines shown around each. */
  maxEdits: 8,
  linesAroundEdit: 6,
  /** Share of a snippet's lines that are there already, above which it adds nothing. */
  maxRepeatedShare: 0.7,
  /** Work at one time, in the page and in the Worker. */
  sliceMs: 8,
  /** Quiet time of a file before its changed text is read again. */
  settleMs: 1_000,
  /** A completion waits no longer for the other files. */
  answerMs: 40,
} as const;
