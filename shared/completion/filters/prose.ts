/** Languages in which a bracket may stand alone and a line's indentation says little. */
const prose = new Set(["markdown", "text"]);

export function isProse(language: string): boolean {
  return prose.has(language);
}
