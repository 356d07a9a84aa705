/**
 * Asks a completion model for an edit in the form of a unified diff (`diff -u`): the lines that were changed, then a place like them, cut
 * off behind the "+" of the line that comes instead. Each model that completes code knows this form, so the request is a completion.
 */

/** A line that was changed; lines count from 1. */
export interface ChangedLine {
  line: number;
  old: string;
  new: string;
}

/** A line that may have to follow, and what stands around it. */
export interface EditPlace {
  line: number;
  before: readonly string[];
  old: string;
  after: readonly string[];
}

export function nextEditPrompt(
  path: string,
  changed: readonly ChangedLine[],
  { line, before, old, after }: EditPlace,
): { prefix: string; suffix: string } {
  const done = changed.map((each) => `${hunk(each.line, 1)}-${each.old}\n+${each.new}\n`);
  const around = hunk(line - before.length, before.length + 1 + after.length);
  const begun = `${around}${lines(before)}-${old}\n+`;
  return { prefix: `--- a/${path}\n+++ b/${path}\n${done.join("")}${begun}`, suffix: `\n${lines(after)}` };
}

function hunk(line: number, count: number): string {
  return `@@ -${line},${count} +${line},${count} @@\n`;
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => ` ${text}\n`).join("");
}
