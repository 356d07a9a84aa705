/** The `#word` that is being written at the caret, if there is one. */
export function mentionAt(text: string, caret: number): { from: number; typed: string } | undefined {
  const found = /(?:^|\s)#([^\s#]*)$/.exec(text.slice(0, caret));
  const typed = found?.[1];
  // A caret in the middle of a word does not write it.
  if (typed === undefined || /^\S/.test(text.slice(caret))) return undefined;
  return { from: caret - typed.length - 1, typed };
}
