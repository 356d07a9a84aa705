import { completionLimits } from "../limits.ts";
import type { CandidateFilter } from "./candidate.ts";

/** Refuses what is typed faster than read. */
export const longEnough: CandidateFilter = (candidate) =>
  candidate.text.replaceAll(/\s/g, "").length >= completionLimits.minGhostChars ? candidate : undefined;
