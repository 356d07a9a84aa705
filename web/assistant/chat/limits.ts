/** Bounds of what the chat panel sends, offers and draws. */
export const panelLimits = {
  /** One passage of context; a longer file goes along with its beginning. */
  maxPassageChars: 60_000,
  /** All passages, and all earlier turns, of one question: a frame of the socket holds 1 MiB. */
  maxContextChars: 300_000,
  maxHistoryChars: 200_000,
  maxHistoryTurns: 100,
  maxTerminalLines: 200,
  maxProblems: 100,
  /** What a search through the project or its documentation brings. */
  maxFoundChars: 24_000,
  maxFoundPieces: 16,
  /** Files that are searched; more would be minutes of work. */
  maxSearchedChars: 20_000_000,
  searchTimeoutMs: 15_000,
  /** Entries of the list behind `#`. */
  maxOffers: 40,
  /** Address of a link, as far as it is shown. */
  maxShownAddressChars: 200,
  /** How far from its end a reader still follows an answer. */
  followWithinPx: 48,
  /** How long a word about what a button did is shown. */
  saidMs: 4_000,
  /** Characters of markdown that are read as one block. */
  minBlockChars: 400,
} as const;
