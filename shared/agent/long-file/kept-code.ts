/** Whether a text that may only have other comments still has all its code: line by line, in order. */

/** The first line of code that is gone; undefined where all are there. What stands behind a line may be new. */
export function lostLine(before: string, after: string): string | undefined {
  const lines = codeLines(after);
  let at = 0;
  for (const line of codeLines(before)) {
    while (at < lines.length && !isStill(line, lines[at] ?? "")) at++;
    if (at >= lines.length) return line;
    at++;
  }
  return undefined;
}

function isStill(line: string, now: string): boolean {
  return now === line || (now.startsWith(line) && /^\s*(?:\/\/|\/\*|#)/.test(now.slice(line.length)));
}

/** Without comments that have lines of their own, and without blanks at both ends. */
function codeLines(text: string): string[] {
  let isInComment = false;
  return text.split("\n").flatMap((raw) => {
    const line = raw.trim();
    const begins = !isInComment && line.startsWith("/*");
    if (isInComment || begins) {
      const end = line.indexOf("*/", begins ? 2 : 0);
      isInComment = end < 0;
      const rest = isInComment ? "" : line.slice(end + 2).trim();
      return rest === "" ? [] : [rest];
    }
    return line === "" || /^(?:\/\/|#(?!\w))/.test(line) ? [] : [line];
  });
}
