import type { CandidateFilter } from "./candidate.ts";

/** Control characters but tab and line ends, bidirectional marks, zero-width and tag characters: text that is not what it looks like. */
const hidden =
  /[\p{Cc}--[\t\n\r]]|[\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|\p{Cs}|\ufffd/v;

/** Refuses a suggestion that holds characters nobody sees. */
export const withoutHiddenCharacters: CandidateFilter = (candidate) =>
  hidden.test(candidate.text) ? undefined : candidate;
