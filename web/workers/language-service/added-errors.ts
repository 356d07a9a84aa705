/** Which errors a text has after an edit that it had not before. */
import ts from "typescript-lib";

export interface AddedTo {
  from: number;
  to: number;
  insertedChars: number;
}

/** Properties are missing that a type asks for: one, several, many. */
const missingProperties = new Set([2739, 2740, 2741]);

/** An error was there before when one that says the same stood at the same place. */
export function addedErrors(
  after: readonly ts.Diagnostic[],
  before: readonly ts.Diagnostic[],
  edit: AddedTo,
): ts.Diagnostic[] {
  const known = new Map<string, number>();
  for (const error of before) {
    const key = keyOf(error, error.start ?? 0);
    known.set(key, (known.get(key) ?? 0) + 1);
  }
  return after.filter((error) => {
    const key = keyOf(error, startBefore(error.start ?? 0, edit));
    const left = known.get(key) ?? 0;
    known.set(key, left - 1);
    return left <= 0;
  });
}

/** Where the same place was before the edit; what lies in the inserted text was nowhere. */
export function startBefore(start: number, { from, to, insertedChars }: AddedTo): number {
  if (start < from) return start;
  return start >= from + insertedChars ? start - insertedChars + (to - from) : -1;
}

/** The error is about inserted text alone: it cannot have been there. */
export function isWithin({ start = 0, length = 0 }: ts.Diagnostic, { from, insertedChars }: AddedTo): boolean {
  return (
    start >= from && start + length <= from + insertedChars && insertedChars > 0 && !(start === from && length === 0)
  );
}

/** An object that is being written lacks fewer and fewer properties: that is one error all the while. */
function keyOf(error: ts.Diagnostic, start: number): string {
  return `${start} ${lacksProperties(error) ? "incomplete" : `${error.code} ${messageOf(error)}`}`;
}

function lacksProperties({
  code,
  messageText,
}: {
  code: number;
  messageText: string | ts.DiagnosticMessageChain;
}): boolean {
  if (missingProperties.has(code)) return true;
  return typeof messageText !== "string" && (messageText.next ?? []).some(lacksProperties);
}

function messageOf({ messageText }: ts.Diagnostic): string {
  return ts.flattenDiagnosticMessageText(messageText, "\n");
}
