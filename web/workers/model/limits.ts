/** Limits of a model in the browser. */
export const modelLimits = {
  /** The program's memory ends at 4 GiB; the context and the work need their part beside the weights. */
  maxFileBytes: 2_147_483_648,
  /** A file's header with a vocabulary of 256,000 words has some 12 MB. */
  maxHeaderBytes: 33_554_432,
  maxHeaderFields: 4_096,
  maxTensors: 65_536,
  /** Longer words of a vocabulary are no control tokens. */
  maxControlTokenBytes: 40,
  contextTokens: 4_096,
  /** Tokens of a prompt read between two looks at what the page wants. More at a time were no faster: 64 took 0.2 to 1 s, 8 some 80 ms. */
  batchTokens: 8,
  maxThreads: 8,
  maxDetailChars: 300,
} as const;
