/** Classes of bytes and sets of words of HTTP/1, as tables. */

export const byte = {
  tab: 9,
  lineFeed: 10,
  formFeed: 12,
  return: 13,
  space: 32,
  quote: 34,
  hash: 35,
  comma: 44,
  dot: 46,
  slash: 47,
  colon: 58,
  semicolon: 59,
  equals: 61,
  question: 63,
  at: 64,
  backslash: 92,
} as const;

/** A word list as a tree: `value` is the number of the word that ends here, -1 for none. */
export interface Trie {
  next: Map<number, Trie>;
  value: number;
}

/** Numbers are places in `words`; with `anyCase` both cases of a letter fit. */
export function createTrie(words: readonly string[], anyCase = false): Trie {
  const root: Trie = { next: new Map(), value: -1 };
  words.forEach((word, value) => {
    let node = root;
    for (const character of word) {
      const code = character.charCodeAt(0);
      const known: Trie = node.next.get(code) ?? { next: new Map(), value: -1 };
      node.next.set(code, known);
      if (anyCase) node.next.set(character.toUpperCase().charCodeAt(0), known);
      node = known;
    }
    node.value = value;
  });
  return root;
}

/** A class of bytes from single characters and inclusive ranges of codes. */
function bytesIn(characters: string, ...ranges: [first: number, last: number][]): Uint8Array {
  const table = new Uint8Array(256);
  for (const character of characters) table[character.charCodeAt(0)] = 1;
  for (const [first, last] of ranges) table.fill(1, first, last + 1);
  return table;
}

const digits: [number, number] = [48, 57];
const upper: [number, number] = [65, 90];
const lower: [number, number] = [97, 122];

export const isSpace = bytesIn(" ");
export const isBlank = bytesIn(" \t");
export const isLetter = bytesIn("", upper, lower);
export const isToken = bytesIn("!#$%&'*+-.^_`|~", digits, upper, lower);
export const isValue = bytesIn("\t", [32, 126], [128, 255]);
export const isOption = isValue.slice();
isOption[byte.comma] = 0;
export const isRelaxedValue = bytesIn("", [1, 8], [11, 12], [14, 31], [127, 127]);
export const isUrl = bytesIn("", [33, 126]);
isUrl[byte.hash] = 0;
isUrl[byte.question] = 0;
export const isQuery = isUrl.slice();
isQuery[byte.question] = 1;
export const isFragment = isQuery.slice();
isFragment[byte.hash] = 1;
export const isServer = bytesIn("-_.!~*'()%;:&=+$,[]", digits, upper, lower);
export const isQuotedText = bytesIn("\t !", [0x23, 0x5b], [0x5d, 0x7e], [0x80, 0xff]);
export const isNotReturn = bytesIn("", [0, 9], [11, 12], [14, 255]);

/** Value of a hexadecimal digit, -1 for any other byte. */
export function hexValue(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const folded = code | 32;
  return folded >= 97 && folded <= 102 ? folded - 87 : -1;
}
