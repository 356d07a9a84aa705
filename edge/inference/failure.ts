/** Why an endpoint gave no answer, as the person reads it. */
import type { upstreamErrorCodes } from "../../shared/protocol/assistant.ts";

export type FailureCode = (typeof upstreamErrorCodes)[number];

export interface InferenceFailure {
  code: FailureCode;
  message: string;
  /** The endpoint's host; absent when no endpoint was asked. */
  endpoint?: string;
}

const sentences: Partial<Record<FailureCode, string>> = {
  refused: "cannot be reached",
  timeout: "did not answer in time",
  cut: "stopped in the middle of its answer",
  garbage: "answered with something that is not a completion",
  unauthorized: "refused the key it was given",
  "not-found": "does not know this model or address",
  "rate-limited": "is asked too often",
  "upstream-error": "reported an error",
  context: "cannot read a question of this length",
  "queue-full": "has more to do than it can take",
};

export function failure(code: FailureCode, endpoint: string, detail = ""): InferenceFailure {
  const text = `${endpoint} ${sentences[code] ?? "failed"}${detail ? `: ${detail}` : ""}.`;
  return { code, message: text.slice(0, 1_024), endpoint };
}

/** The code of an HTTP status that is not 200. */
export function codeOfStatus(status: number): FailureCode {
  if (status === 401 || status === 403) return "unauthorized";
  if (status === 404) return "not-found";
  if (status === 429) return "rate-limited";
  return "upstream-error";
}
