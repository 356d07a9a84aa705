/** Text between two tags as JSX reads it: lines are trimmed and joined by one blank, empty ones go; one line stays as it is. */
export function jsxText(value: string): string {
  const lines = value.split(/\r\n|\n|\r/);
  const last = lines.length - 1;
  return lines
    .map((line, index) => {
      const begun = index === 0 ? line : line.replace(/^[ \t]+/, "");
      return index === last ? begun : begun.replace(/[ \t]+$/, "");
    })
    .filter((line) => line !== "")
    .join(" ");
}
