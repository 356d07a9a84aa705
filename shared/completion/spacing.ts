/** Whether a space stands between two tokens: counted by token class, the file's own habit before the workspace's before the corpus's. */
import { type LexedText, newline } from "./lexer.ts";
import { tokenClass } from "./token-kinds.ts";

/** Class pair → [without space, with space]. */
export type SpacingCounts = ReadonlyMap<string, readonly [number, number]>;

const ownWeight = 20;
const workspaceWeight = 40;
const baseWeight = 5;
const wordEnd = /[\p{L}\p{N}_$]$/u;
const wordStart = /^[\p{L}\p{N}_$]/u;

export class Spacing {
  private readonly counts = new Map<string, [number, number]>();
  private readonly base: SpacingCounts;

  constructor(base: SpacingCounts = new Map()) {
    this.base = base;
  }

  add(before: string, token: string, spaced: boolean, times = 1): void {
    const key = pairKey(before, token);
    const pair = this.counts.get(key) ?? [0, 0];
    pair[spaced ? 1 : 0] += times;
    this.counts.set(key, pair);
  }

  /** True when a space belongs between the two tokens; two words would become one without. */
  between(before: string, token: string, workspace?: SpacingCounts): boolean {
    if (wordEnd.test(before) && wordStart.test(token)) return true;
    const key = pairKey(before, token);
    const [without, withSpace] = this.counts.get(key) ?? [0, 0];
    const near = shareOf(workspace?.get(key));
    const base = shareOf(this.base.get(key));
    return (
      withSpace * ownWeight + near.withSpace * workspaceWeight + base.withSpace * baseWeight >
      without * ownWeight + near.without * workspaceWeight + base.without * baseWeight
    );
  }

  snapshot(): SpacingCounts {
    return this.counts;
  }
}

function shareOf([without, withSpace]: readonly [number, number] = [0, 0]) {
  const total = without + withSpace || 1;
  return { without: without / total, withSpace: withSpace / total };
}

/** Counts of several files as one. */
export function spacingTogether(files: Iterable<SpacingCounts>): SpacingCounts {
  const together = new Map<string, [number, number]>();
  for (const file of files) {
    for (const [key, [without, withSpace]] of file) {
      const [before, spaced] = together.get(key) ?? [0, 0];
      together.set(key, [before + without, spaced + withSpace]);
    }
  }
  return together;
}

/** The habit of lexed text: of each two tokens that follow each other on a line. */
export function spacingOf({ tokens, spaced }: LexedText): Spacing {
  const spacing = new Spacing();
  for (let index = 1; index < tokens.length; index++) {
    const [before, token] = [tokens[index - 1] ?? "", tokens[index] ?? ""];
    if (before !== newline && token !== newline) spacing.add(before, token, spaced[index] ?? false);
  }
  return spacing;
}

/** `Array<` opens type arguments, `index <` compares: told by the first letter's case. */
function pairKey(before: string, token: string): string {
  const typeName = token === "<" && /^\p{Lu}/u.test(before) ? "^" : "";
  return `${typeName}${tokenClass(before)}\0${tokenClass(token)}`;
}
