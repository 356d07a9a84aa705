/** Replacements in a source text that keep every line where it was. */
export interface Edit {
  start: number;
  end: number;
  text: string;
  /** Replaces what a call calls: V8 says of a call of a name that it stands where the name does. */
  isCallee?: boolean;
}

/** Applies edits that do not overlap; insertions at one place keep their order. */
export function applyEdits(source: string, edits: Edit[]): string {
  const ordered = edits.map((edit, index) => ({ edit, index }));
  ordered.sort((a, b) => a.edit.start - b.edit.start || a.edit.end - b.edit.end || a.index - b.index);
  const parts: string[] = [];
  let at = 0;
  for (const { edit } of ordered) {
    parts.push(source.slice(at, edit.start), edit.text);
    at = Math.max(at, edit.end);
  }
  parts.push(source.slice(at));
  return parts.join("");
}

/** The line breaks of a text and nothing else. */
export function blank(text: string): string {
  return text.replace(/[^\n]/g, "");
}
