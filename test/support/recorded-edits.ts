/** What models really answered, good and bad, and what must become of the files. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface RecordedAnswer {
  name: string;
  files: Record<string, string>;
  says: string;
  /** The files that are others afterwards; null: deleted. */
  becomes: Record<string, string | null>;
  refused: { code: string; says?: string }[];
}

const folder = join(import.meta.dirname, "../golden/edits");

/** Of one form, or of all. */
export function recordedAnswers(form?: string): RecordedAnswer[] {
  const files = form === undefined ? readdirSync(folder) : [`${form}.json`];
  return files.flatMap((file): RecordedAnswer[] => JSON.parse(readFileSync(join(folder, file), "utf8")));
}

/** Enough of an outline for these files: a function's or constant's declaration up to its closing brace. */
export function symbolAt(_path: string, text: string, symbol: string) {
  const found = new RegExp(`^export (?:function|const) ${symbol}\\b[\\s\\S]*?^\\}`, "m").exec(text);
  return found ? { from: found.index, start: found.index, to: found.index + found[0].length } : undefined;
}
