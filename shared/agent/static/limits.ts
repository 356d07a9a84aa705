/** Bounds of what is told and changed without a model. */
export const staticLimits = {
  /** Changed files that a commit message or a review reads. */
  maxChangedFiles: 200,
  /** Symbols that are explained one by one; of more only the table is told. */
  maxExplained: 20,
  maxTableRows: 400,
  /** Uses of one symbol that are linked. */
  maxUses: 20,
  maxCalls: 30,
  maxSignatureChars: 1_000,
  /** A type in a comment; what is longer says less than the declaration below it. */
  maxTypeChars: 100,
  maxFixes: 20,
  /** Fixes of one problem that are tried out. */
  maxCandidates: 4,
  /** Functions that are really run, and calls of each. */
  maxCharacterised: 50,
  maxCallsOfEach: 6,
  /** One result as it is written into a test. */
  maxValueChars: 400,
  /** How far a parameter's type is followed to build an argument. */
  maxShapeDepth: 4,
  maxShapeMembers: 20,
  maxPassages: 8,
  maxPassageLines: 12,
  maxPassageChars: 1_200,
  /** The customary length of a commit's first line. */
  maxSubjectChars: 72,
  maxBodyLines: 30,
  /** Told in a review: more lines than one reads at a sitting. */
  longFileLines: 1_000,
  longChangeLines: 500,
  maxFindings: 100,
  /** Files that are looked into for names of what changed, and for errors that the change brings. */
  maxTestFiles: 500,
  maxDependents: 100,
} as const;
