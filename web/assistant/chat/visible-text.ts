/** Characters that cannot be seen, or that turn the direction of what follows, told apart from the text around them. */

/** Controls, direction marks and what takes no room, but tab, line ends and the two selectors that emoji use. */
const hidden = /(?!\t|\r?\n|\ufe0e|\ufe0f)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

export type VisiblePart = string | { mark: string };

/** The text in its order; each hidden character as its number: `{ mark: "U+202E" }`. */
export function visibleParts(text: string): VisiblePart[] {
  const parts: VisiblePart[] = [];
  let from = 0;
  for (const { 0: character, index } of text.matchAll(hidden)) {
    if (index > from) parts.push(text.slice(from, index));
    parts.push({ mark: `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}` });
    from = index + character.length;
  }
  if (from < text.length) parts.push(text.slice(from));
  return parts;
}

export function hasHidden(text: string): boolean {
  return text.search(hidden) >= 0;
}
