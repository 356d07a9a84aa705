/** The brackets that a text leaves open, closed. */

const pairs: Record<string, string> = { "(": ")", "[": "]", "{": "}" };
/** Strings, templates without a hole, regular expressions as far as they can be told, comments, and brackets. */
const piece = /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\$])*`|\/\/.*|\/\*[\s\S]*?\*\/|[()[\]{}]/g;

/** "" when all are closed or one is closed that was not opened here. */
export function closersOf(text: string): string {
  const open: string[] = [];
  for (const [found] of text.matchAll(piece)) {
    const closer = pairs[found];
    if (closer) open.push(closer);
    else if (found.length === 1 && open.at(-1) === found) open.pop();
    else if (found.length === 1) return "";
  }
  return open.reverse().join("");
}
