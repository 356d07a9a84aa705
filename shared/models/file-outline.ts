/** What of a file's beginning tells where its later code stands, read from its lines alone: any language, and code that does not parse. */
import { promptLimits } from "./limits.ts";

const importLine =
  /^(?:import\b|from\s+\S+\s+import\b|export\b.*\bfrom\s*["']|(?:const|let|var)\b.*=\s*(?:await\s+)?(?:require|import)\(|require\b|using\s|use\s|#include\b|package\s|@import\b|@use\b)/;
/** A declaration over several lines goes on until its brackets are closed. */
const opens = /[{([]/g;
const closes = /[})\]]/g;

/** The imports at the beginning of `text`, as they stand there, in at most `maxChars`. */
export function importsOf(text: string, maxChars: number): string {
  let kept = "";
  let depth = 0;
  let taking = false;
  let start = 0;
  for (let line = 0; line < promptLimits.maxImportLines && start < text.length; line++) {
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline + 1;
    const content = text.slice(start, Math.min(end, start + maxChars));
    start = end;
    if (!taking) taking = importLine.test(content);
    if (!taking) continue;
    if (kept.length + content.length > maxChars) break;
    kept += content;
    depth += countOf(content, opens) - countOf(content, closes);
    if (depth <= 0) {
      taking = false;
      depth = 0;
    }
  }
  return kept;
}

/** The first lines of the blocks around the end of `text` that lie before `before`, outermost first, in at most `maxChars`. */
export function headersAround(text: string, before: number, maxChars: number): string {
  const headers: string[] = [];
  let end = text.length;
  let inner = Number.POSITIVE_INFINITY;
  let chars = 0;
  while (end > 0 && inner > 0) {
    const start = text.lastIndexOf("\n", end - 1) + 1;
    const line = text.slice(start, Math.min(end, start + maxChars));
    const indent = line.search(/\S/);
    if (indent >= 0 && indent < inner && (end < text.length || indent > 0)) {
      inner = indent;
      if (start < before && /[{([:>]\s*$/.test(line)) {
        const header = wholeHeader(text, start, line);
        if (chars + header.length > maxChars) break;
        chars += header.length;
        headers.unshift(header);
      }
    }
    end = start - 1;
  }
  return headers.join("");
}

/** A header may end with `): Result {`: then it began some lines above. */
function wholeHeader(text: string, start: number, lastLine: string): string {
  const last = `${lastLine}\n`;
  if (!/^\s*[)\]}]/.test(lastLine)) return last;
  const indent = lastLine.search(/\S/);
  let from = start;
  for (let line = 0; line < promptLimits.maxHeaderLines && from > 0; line++) {
    from = text.lastIndexOf("\n", from - 2) + 1;
    const first = text.slice(from).search(/\S/);
    if (first <= indent && !/[)\]}]/.test(text[from + first] ?? "")) return text.slice(from, start) + last;
  }
  return last;
}

/** The start of the first line in `text` before `maxSkip` that begins a declaration of the file; 0 when there is none. */
export function firstBorder(text: string, maxSkip: number): number {
  const border = /\n\n(?=\S)(?![})\]])/g;
  const found = border.exec(text.slice(0, maxSkip));
  return found ? found.index + 2 : 0;
}

/** The end of the last declaration that `text` holds whole, if it lies behind `minKept`; the text's end when there is none. */
export function lastBorder(text: string, minKept: number): number {
  const at = text.lastIndexOf("\n\n");
  return at > minKept ? at + 1 : text.length;
}

function countOf(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
