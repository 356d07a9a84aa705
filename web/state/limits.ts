/** Bounds of what the page remembers. */
export const stateLimits = {
  closedTabs: 20,
  notices: 4,
  noticeMs: 8_000,
  searchHits: 500,
  searchHitsPerFile: 50,
  terminals: 12,
  terminalScrollbackLines: 5_000,
} as const;
