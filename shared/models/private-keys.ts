/** Finds blocks of private keys, whole or cut at either end, as files and string literals hold them. */

const mark = /-----(BEGIN|END) [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----/g;
/** What a key's text is made of, with the quotes, signs and escapes between its lines in a program. */
const body = /[A-Za-z0-9+/=\s"'`,\\:-]/;
/** Fewer characters of the key's own are a mark that a program only looks for. */
const minKeyChars = 16;
/** Four times the longest key in use (16,384 bits). */
const maxKeyChars = 16_000;

export function findPrivateKeys(text: string): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = [];
  let open: number | undefined;
  for (const match of text.matchAll(mark)) {
    const end = match.index + match[0].length;
    if (match[1] === "BEGIN") {
      if (open !== undefined) found.push(...keyIn(text, open, Math.min(match.index, open + maxKeyChars)));
      open = end;
    } else {
      const from = open !== undefined && match.index - open <= maxKeyChars ? open : run(text, match.index, -1);
      found.push(...keyIn(text, from, match.index));
      open = undefined;
    }
  }
  if (open !== undefined) found.push(...keyIn(text, open, run(text, open, 1)));
  return found;
}

/** Where the key's text that begins (or ends, backwards) at `from` is over. */
function run(text: string, from: number, step: 1 | -1): number {
  let at = from;
  const character = () => text[step > 0 ? at : at - 1] ?? "";
  while (Math.abs(at - from) < maxKeyChars && body.test(character())) at += step;
  return at;
}

function keyIn(text: string, from: number, to: number): { from: number; to: number }[] {
  const longest = Math.max(0, ...(text.slice(from, to).match(/[A-Za-z0-9+/=]+/g) ?? []).map(({ length }) => length));
  return longest >= minKeyChars ? [{ from, to }] : [];
}
