/** The words a name is made of, in lower case: `parseHTTPHeader_v2` is parse, http, header, v, 2. */
const word = /\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{N}+/gu;

export function subwordsOf(name: string): string[] {
  return (name.match(word) ?? []).map((part) => part.toLowerCase());
}
