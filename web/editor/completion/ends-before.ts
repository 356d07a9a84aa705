/**
 * True when a filter has cut `raw` off for good, so that more of a stream would not be shown. A line that is still coming
 * may yet belong to the block, and a single bracket held back may come to something.
 */
export function endsBefore(cleaned: string, raw: string): boolean {
  const whole = raw.replaceAll("\r\n", "\n");
  if (!whole.startsWith(cleaned)) return false;
  const cut = whole.slice(cleaned.length);
  const left = cut.trim();
  return /^[ \t]*\n/.test(cut) ? cut.trimStart().includes("\n") && left !== "" : left.length > 1;
}
