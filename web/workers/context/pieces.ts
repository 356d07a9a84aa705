/** Cuts a file into pieces that can be read alone: between declarations where that is possible, always between lines. */
import { contextLimits } from "../../../shared/context/limits.ts";

export interface Range {
  from: number;
  to: number;
}

export function piecesOf(text: string): Range[] {
  const pieces: Range[] = [];
  let from = 0;
  let afterGap = true;
  const close = (to: number) => {
    if (text.slice(from, to).trim() !== "") pieces.push({ from, to });
    from = to;
  };
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline + 1;
    const first = text[start] ?? "";
    const begins = afterGap && /\S/.test(first) && !/[)\]}]/.test(first);
    const length = start - from;
    if (end - start > contextLimits.maxLineChars) {
      close(start);
      from = end;
    } else if (end - from > contextLimits.maxPieceChars || (begins && length >= contextLimits.minPieceChars))
      close(start);
    afterGap = /^[)\]}]/.test(first) || text.slice(start, end).trim() === "";
    start = end;
  }
  close(text.length);
  return pieces;
}
