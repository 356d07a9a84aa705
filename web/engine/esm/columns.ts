/** Where a column of an edited text stands in its source; edits keep lines, but not columns. */
import type { Edit } from "./edits.ts";

/** What a script is called, and where it stands in the file that it is from: lines and columns before it. */
export interface ScriptPlace {
  name: string;
  lineOffset: number;
  columnOffset: number;
}

export interface Columns {
  source: string;
  offsets?: Omit<ScriptPlace, "name"> | undefined;
  /** 1-based line and column of the edited text → 1-based column of the source. */
  original(line: number, column: number): number;
}

/** Where text that was made out of a file came from in it; 1-based. */
export interface Origin {
  original(line: number, column: number): { line: number; column: number };
}

/** Blanks between a name and its call, at most. */
const maxGap = 40;

interface Segment {
  edited: number;
  source: number;
}

/** `headColumns` stand before the source's first column. Worked out when a stack trace first asks. */
export function editedColumns(
  source: string,
  edits: Edit[],
  headColumns: number,
  offsets?: Columns["offsets"],
): Columns {
  let lines: Map<number, Segment[]> | undefined;
  return {
    source,
    offsets,
    original(line, column) {
      lines ??= segmentsByLine(source, edits, headColumns);
      const segments = lines.get(line);
      if (!segments) return column;
      let found: Segment | undefined;
      for (const segment of segments) if (segment.edited <= column) found = segment;
      const next = segments[found ? segments.indexOf(found) + 1 : 0];
      if (!found) return next?.source ?? column;
      const at = found.source + column - found.edited;
      // Inside inserted text: the place where it was inserted.
      return next && next.source >= found.source ? Math.min(at, next.source) : at;
    },
  };
}

function segmentsByLine(source: string, edits: Edit[], headColumns: number): Map<number, Segment[]> {
  const lines = new Map<number, Segment[]>([[1, [{ edited: headColumns + 1, source: 1 }]]]);
  const ordered = edits.map((edit, index) => ({ edit, index }));
  ordered.sort((a, b) => a.edit.start - b.edit.start || a.edit.end - b.edit.end || a.index - b.index);
  let line = 1;
  let lineStart = 0;
  let shift = headColumns;
  let at = 0;
  const advance = (to: number): void => {
    for (let next = source.indexOf("\n", at); next >= 0 && next < to; next = source.indexOf("\n", next + 1)) {
      line++;
      lineStart = next + 1;
      shift = 0;
    }
    at = Math.max(at, to);
  };
  for (const { edit } of ordered) {
    advance(edit.start);
    const startedAt = line;
    advance(edit.end);
    const added = edit.text.slice(edit.text.lastIndexOf("\n") + 1).length;
    const taken = line === startedAt ? edit.end - edit.start : edit.end - lineStart;
    shift += added - taken;
    const column = edit.end - lineStart + 1;
    const segments = lines.get(line) ?? [{ edited: 1, source: 1 }];
    segments.push({ edited: column + shift, source: column });
    if (edit.isCallee) segments.push(...calleeSegments(source, edit, column, shift));
    lines.set(line, segments);
  }
  return lines;
}

/** The parenthesis of a call, where V8 now sees the call, stands for the name before it. */
function calleeSegments(source: string, edit: Edit, column: number, shift: number): Segment[] {
  const gap = /^[ \t]*(?=\()/.exec(source.slice(edit.end, edit.end + maxGap))?.[0].length;
  if (gap === undefined) return [];
  const parenthesis = column + gap;
  const name = column - (edit.end - edit.start);
  return [
    { edited: parenthesis + shift, source: name },
    { edited: parenthesis + 1 + shift, source: parenthesis + 1 },
  ];
}
