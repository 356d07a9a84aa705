/** The words of code: names as they are written, and the parts that they are made of. */

const name = /[A-Za-z_$][\w$]*/g;
const han = /[\u3400-\u9fff]+/g;
const part = /[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g;

export function namesIn(text: string): string[] {
  return text.match(name) ?? [];
}

/** Each word of `text` with how often it stands there, lower case. */
export function countWords(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  const add = (word: string) => {
    if (word.length > 2) counts.set(word, (counts.get(word) ?? 0) + 1);
  };
  for (const written of namesIn(text)) {
    add(written.toLowerCase());
    const parts = written.match(part) ?? [];
    if (parts.length > 1) for (const one of parts) add(one.toLowerCase());
  }
  // Chinese has no spaces: each two signs that follow each other count as a word.
  for (const run of text.match(han) ?? []) {
    for (let at = 0; at + 1 < run.length; at++) {
      const pair = run.slice(at, at + 2);
      counts.set(pair, (counts.get(pair) ?? 0) + 1);
    }
  }
  return counts;
}
