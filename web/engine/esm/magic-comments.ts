/** The comments by which a source tells its name and its map; the last of each counts, as in V8. */

export interface MagicComments {
  sourceURL: string | undefined;
  sourceMapURL: string | undefined;
}

export function magicComments(source: string): MagicComments {
  return { sourceURL: lastComment(source, "sourceURL="), sourceMapURL: lastComment(source, "sourceMappingURL=") };
}

/** Looks from the end: a map inside the comment may be longer than the program. */
function lastComment(source: string, name: string): string | undefined {
  for (let at = source.lastIndexOf(name); at >= 0; at = at === 0 ? -1 : source.lastIndexOf(name, at - 1)) {
    if (!/\/\/[#@][ \t]$/.test(source.slice(Math.max(0, at - "//# ".length), at))) continue;
    const from = at + name.length;
    const end = source.slice(from).search(/[\r\n\u2028\u2029]/);
    const value = source.slice(from, end < 0 ? undefined : from + end).trim();
    if (value !== "" && !/[\s'"]/.test(value)) return value;
  }
  return undefined;
}
