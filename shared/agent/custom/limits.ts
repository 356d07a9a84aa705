/** Limits of the files by which a project tells its agents what to do. */
export const customLimits = {
  maxFileChars: 32_768,
  /** Of the lines between the two `---`. */
  maxHeadLines: 200,
  maxListItems: 50,
  maxNameChars: 64,
  maxDescriptionChars: 500,
  maxGlobChars: 200,
  maxAgents: 50,
  maxRules: 100,
  /** All rules of one question together. */
  maxRulesChars: 24_000,
} as const;
