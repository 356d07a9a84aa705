/** How sure the embedded engine has to be, learnt from what this person takes. */
import { isDecided } from "./figures.ts";
import { telemetryLimits } from "./limits.ts";
import type { SuggestionRecord } from "./record.ts";

/**
 * The probability below which an embedded suggestion is not shown. Whoever refuses most of them sees only the surer ones,
 * up to `strictest`; whoever takes a third or more, what inline completion reaches in the field, sees all the engine gives.
 */
export function confidenceThreshold(records: readonly SuggestionRecord[]): number {
  const { recentDecisions, minDecisions, goodAcceptRate, strictest } = telemetryLimits;
  const recent = records.filter((record) => record.source === "local" && isDecided(record)).slice(-recentDecisions);
  if (recent.length < minDecisions) return 0;
  const rate = recent.filter(({ acceptedChars }) => acceptedChars > 0).length / recent.length;
  return strictest * Math.max(0, 1 - rate / goodAcceptRate);
}
