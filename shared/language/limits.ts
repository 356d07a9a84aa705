/** Bounds of the language service and of what it reads of a project. */
export const languageLimits = {
  /** Longer files get no language service: a whole parse at each key would take longer than the pause between two keys. */
  maxFileChars: 1_000_000,
  /** Source files of the workspace that the service keeps in one program. */
  maxWorkspaceFiles: 2_000,
  /** Type files read from one installed package, and from all of them together. */
  maxPackageFiles: 1_500,
  maxPackageBytes: 8_000_000,
  maxTypeFiles: 6_000,
  maxTypeBytes: 32_000_000,
  /** Folders below a package's own: deeper lies no type file. */
  maxPackageDepth: 12,
  /** Reads under way at the engine at one time. */
  parallelReads: 8,
  /** Configurations (tsconfig.json, jsconfig.json) served at one time. */
  maxProjects: 3,
  maxEntries: 300,
  maxDiagnostics: 200,
  maxFollowUps: 200,
  maxDocumentationChars: 4_000,
  /** A check of a suggestion comes before the list of names that the same key has asked for. */
  completionsAfterMs: 8,
  /** Questions wait at most so long for the keys to pause. */
  maxQuietMs: 300,
  /** A check goes on no longer than this before messages are heard. */
  checkSliceMs: 8,
  /** After this the syntax alone decides whether a suggestion is shown. */
  checkDeadlineMs: 50,
  /** Statements checked again because a name that the suggestion declares is used there; more, and the whole file is. */
  maxAffectedStatements: 120,
  /** Quiet time before the problems of a file are looked for. */
  diagnosticsDelayMs: 400,
  /** How long the pointer rests on a name before its type is shown. */
  hoverDelayMs: 350,
} as const;
