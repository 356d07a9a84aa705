/** Which errors a text has after an edit that it had not before. */
import ts from "typescript-lib";

export interface AddedTo {
  from: number;
  to: number;
  insertedChars: number;
}

/** An error was there before when one of its kind stood at the same place; where the edit itself is, it must say the same too. */
export function addedErrors(
  after: readonly ts.Diagnostic[],
  before: readonly ts.Diagnostic[],
  edit: AddedTo,
): ts.Diagnostic[] {
  const known = new Map<string, number>();
  for (const error of before) {
    for (const key of [keyOf(error, error.start ?? 0, ""), keyOf(error, error.start ?? 0, messageOf(error))]) {
      known.set(key, (known.get(key) ?? 0) + 1);
    }
  }
  return after.filter((error) => {
    const start = startBefore(error.start ?? 0, edit);
    const key = keyOf(error, start, touches(error, edit) ? messageOf(error) : "");
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

/** The error says something about the inserted text. */
function touches({ start = 0, length = 0 }: ts.Diagnostic, { from, insertedChars }: AddedTo): boolean {
  return start < from + insertedChars && start + length > from;
}

function keyOf({ code }: ts.Diagnostic, start: number, message: string): string {
  return `${code} ${start} ${message}`;
}

function messageOf({ messageText }: ts.Diagnostic): string {
  return ts.flattenDiagnosticMessageText(messageText, "\n");
}
