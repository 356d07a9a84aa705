/**
 * N-grams over code whose names are replaced by how many other names were used since (0 is the last one):
 * what `if (!x) return x` and `if (!item) return item` have in common. After Baker's parameterized matching (1993).
 */

import type { TokenTables } from "./source-document.ts";
import type { TokenClasses } from "./structure.ts";
import { finished, type SuffixArray } from "./suffix-array.ts";
import type { TokenRoles } from "./token-roles.ts";
import { newlineId } from "./vocabulary.ts";

/** Names further back count as new. */
export const echoWindow = 48;
const echoedNames = 14;
const newName = echoedNames;
const firstClass = echoedNames + 1;
/** Above every code. */
export const echoCodes = firstClass + 256;
const maxOrder = 7;
/** Tokens encoded in one step. */
const stepTokens = 10_000;
/** Evidence of one context counts at most so often; mass left to the shorter context for each distinct follower. */
const cap = 40;
const backoffShare = 0.6;
const backoffFloor = 0.5;

export class EchoCoder {
  private readonly roles: TokenRoles;
  private readonly classes: TokenClasses;

  constructor({ roles, classes }: Omit<TokenTables, "vocabulary">) {
    this.roles = roles;
    this.classes = classes;
  }

  get newlineCode(): number {
    return this.classCode(newlineId);
  }

  encode(tokens: ArrayLike<number>): Int32Array {
    return finished(this.steps(tokens));
  }

  /** The same in short steps. */
  *steps(tokens: ArrayLike<number>): Generator<undefined, Int32Array> {
    const codes = new Int32Array(tokens.length);
    for (let index = 0; index < codes.length; index++) {
      if (index % stepTokens === 0) yield;
      codes[index] = this.codeAt(tokens, index, tokens[index] ?? 0);
    }
    return codes;
  }

  /** Codes of the last tokens of a context; without `count` as many as a prediction looks back on. */
  latest(context: readonly number[], count = maxOrder): number[] {
    const from = Math.max(0, context.length - count);
    return context.slice(from).map((token, index) => this.codeAt(context, from + index, token));
  }

  /** Codes that tokens would have at the end of `context`, whose names are looked up once. */
  codesAfter(context: readonly number[]): (token: number) => number {
    const ranks = new Map<number, number>();
    for (let back = context.length - 1; back >= Math.max(0, context.length - echoWindow); back--) {
      const token = context[back] ?? 0;
      if (!ranks.has(token) && this.roles.of(token) === "name") ranks.set(token, ranks.size);
      if (ranks.size === echoedNames) break;
    }
    return (token) => (this.roles.of(token) === "name" ? (ranks.get(token) ?? newName) : this.classCode(token));
  }

  /** The code of `token` where it stands at `index`. */
  codeAt(tokens: ArrayLike<number>, index: number, token: number): number {
    if (this.roles.of(token) !== "name") return this.classCode(token);
    const between: number[] = [];
    for (let back = index - 1; back >= Math.max(0, index - echoWindow) && between.length < echoedNames; back--) {
      const other = tokens[back] ?? 0;
      if (other === token) return between.length;
      if (this.roles.of(other) === "name" && !between.includes(other)) between.push(other);
    }
    return newName;
  }

  private classCode(token: number): number {
    return firstClass + this.classes.of(token);
  }
}

/** True for the code of a name used shortly before. */
export function isEcho(code: number): boolean {
  return code < newName;
}

/** Probability of each of `wanted` after `context`, interpolated from the shortest context up. */
export function predictEcho(
  layers: readonly SuffixArray[],
  context: readonly number[],
  wanted: Iterable<number>,
): Map<number, number> {
  const probabilities = new Map(Array.from(wanted, (code) => [code, 1 / echoCodes]));
  for (let order = 1; order <= context.length; order++) {
    let found = false;
    for (const layer of layers) {
      const range = layer.range(context, context.length - order);
      if (!range) continue;
      found = true;
      const { counts, total } = layer.next(range, order);
      const scale = Math.min(1, cap / total);
      const backoff = scale * counts.size * backoffShare + backoffFloor;
      const whole = scale * total + backoff;
      for (const [code, below] of probabilities) {
        probabilities.set(code, (scale * (counts.get(code) ?? 0) + backoff * below) / whole);
      }
    }
    if (!found) break;
  }
  return probabilities;
}
