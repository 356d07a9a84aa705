/** Search through the text of every file; pure. */
import { stateLimits } from "../state/limits.ts";

export interface SearchQuery {
  text: string;
  matchCase: boolean;
  regex: boolean;
}

export interface SearchHit {
  line: number;
  /** The line, cut to what a list can show, and where the match lies in it. */
  before: string;
  match: string;
  after: string;
}

export interface FileHits {
  id: string;
  path: string;
  hits: SearchHit[];
}

export interface SearchResult {
  files: FileHits[];
  count: number;
  /** There were more matches than are listed. */
  cut: boolean;
}

const contextCharacters = 60;

/** The pattern of a query; undefined when it is empty or not a valid expression. */
export function searchPattern({ text, matchCase, regex }: SearchQuery): RegExp | undefined {
  if (text === "") return undefined;
  try {
    const source = regex ? text : text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
    return new RegExp(source, matchCase ? "g" : "gi");
  } catch {
    // Half-typed expressions are the normal case here.
    return undefined;
  }
}

/** Every match in `files`, a line once, within the list's bounds. */
export function searchFiles(
  files: readonly { id: string; path: string; text: string }[],
  pattern: RegExp,
): SearchResult {
  const result: SearchResult = { files: [], count: 0, cut: false };
  for (const { id, path, text } of files) {
    if (result.count >= stateLimits.searchHits) return { ...result, cut: true };
    const hits = hitsOf(text, pattern, Math.min(stateLimits.searchHitsPerFile, stateLimits.searchHits - result.count));
    if (hits.found.length > 0) result.files.push({ id, path, hits: hits.found });
    result.count += hits.found.length;
    result.cut ||= hits.cut;
  }
  return result;
}

function hitsOf(text: string, pattern: RegExp, most: number): { found: SearchHit[]; cut: boolean } {
  const found: SearchHit[] = [];
  const lines = text.split("\n");
  for (const [index, line] of lines.entries()) {
    pattern.lastIndex = 0;
    const match = pattern.exec(line);
    if (!match || match[0] === "") continue;
    if (found.length >= most) return { found, cut: true };
    const end = match.index + match[0].length;
    found.push({
      line: index + 1,
      before: line.slice(Math.max(0, match.index - contextCharacters), match.index).trimStart(),
      match: match[0].slice(0, contextCharacters),
      after: line.slice(end, end + contextCharacters),
    });
  }
  return { found, cut: false };
}
