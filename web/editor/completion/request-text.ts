/** The text around a place that a request for a completion carries. */
import type { EditorState, Text } from "@codemirror/state";
import { completionLimits } from "../../../shared/completion/limits.ts";
import type { IdentifierRequest } from "../../../shared/completion/provider.ts";

const { windowChars, windowStepChars } = completionLimits;

/**
 * The whole file, or of a long one whole lines on either side, up to `windowChars` each. Typing moves neither the first of
 * them nor the last: who keeps in step with one request after the other reads the caret's line again and no other.
 */
export function requestText(
  { doc, selection }: EditorState,
  at = selection.main.head,
): Required<Pick<IdentifierRequest, "prefix" | "suffix" | "beyond">> {
  const from = windowStart(doc, at);
  const to = windowEnd(doc, at);
  return {
    prefix: doc.sliceString(from, at),
    suffix: doc.sliceString(at, to),
    beyond: { before: from, after: doc.length - to },
  };
}

function windowStart(doc: Text, at: number): number {
  const leftOut = stepped(at - windowChars);
  if (leftOut === 0) return 0;
  const line = doc.lineAt(leftOut);
  const next = line.from === leftOut ? leftOut : line.to + 1;
  return next <= at ? next : leftOut;
}

function windowEnd(doc: Text, at: number): number {
  const end = doc.length - stepped(doc.length - at - windowChars);
  if (end === doc.length) return end;
  const { from } = doc.lineAt(end);
  return from > at ? from : end;
}

/** At least so many characters, in whole steps. */
function stepped(chars: number): number {
  return Math.ceil(Math.max(0, chars) / windowStepChars) * windowStepChars;
}
