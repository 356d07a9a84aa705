/** Whether a space stands between two tokens: counted by token class, the file's own habit before the corpus's. */
import { tokenClass } from "./token-kinds.ts";

/** Class pair → [without space, with space]. */
export type SpacingCounts = ReadonlyMap<string, readonly [number, number]>;

const ownWeight = 20;
const baseWeight = 5;

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

  /** True when a space belongs between the two tokens. */
  between(before: string, token: string): boolean {
    const key = pairKey(before, token);
    const own = this.counts.get(key) ?? [0, 0];
    const base = this.base.get(key) ?? [0, 0];
    const baseTotal = base[0] + base[1] || 1;
    const without = own[0] * ownWeight + (base[0] / baseTotal) * baseWeight;
    const withSpace = own[1] * ownWeight + (base[1] / baseTotal) * baseWeight;
    return withSpace > without;
  }

  snapshot(): SpacingCounts {
    return this.counts;
  }
}

/** `Array<` opens type arguments, `index <` compares: told by the first letter's case. */
function pairKey(before: string, token: string): string {
  const typeName = token === "<" && /^\p{Lu}/u.test(before) ? "^" : "";
  return `${typeName}${tokenClass(before)}\0${tokenClass(token)}`;
}
