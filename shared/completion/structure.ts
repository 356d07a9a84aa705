/**
 * Which brackets are open at a place and what opened them: what an n-gram of seven tokens cannot see.
 * A state is extended token by token and never changed, so that a beam can hold many.
 */
import { tokenClass } from "./token-kinds.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** Class ids fit one byte; classes met later share 0. */
const maxClasses = 255;
const openers = new Map([
  ["(", 1],
  ["[", 2],
  ["{", 3],
]);
const closers = new Map([
  [")", 1],
  ["]", 2],
  ["}", 3],
]);

interface OpenBracket {
  readonly kind: number;
  /** Class of what stands before the bracket; for a block after a group such as `if (…) {`, of what stands before the group. */
  readonly head: number;
  readonly outer: OpenBracket | undefined;
}

export interface StructureState {
  readonly open: OpenBracket | undefined;
  readonly last: number;
  /** Class of the token before the last one, or before the bracket group that the last one closed. */
  readonly before: number;
  /** True when `before` belongs to a closed group. */
  readonly closed: boolean;
}

export const startOfFile: StructureState = { open: undefined, last: 0, before: 0, closed: false };

/** Classes of tokens by number, and how each token changes the structure. */
export class TokenClasses {
  private readonly vocabulary: Vocabulary;
  private readonly ids = new Map<string, number>();
  private readonly byToken: number[] = [];

  constructor(vocabulary: Vocabulary) {
    this.vocabulary = vocabulary;
  }

  of(token: number): number {
    const known = this.byToken[token];
    if (known !== undefined) return known;
    const name = className(this.vocabulary.textOf(token));
    let id = this.ids.get(name);
    if (id === undefined) {
      id = this.ids.size < maxClasses ? this.ids.size + 1 : 0;
      this.ids.set(name, id);
    }
    this.byToken[token] = id;
    return id;
  }

  advance(state: StructureState, token: number): StructureState {
    const last = this.of(token);
    const text = this.vocabulary.textOf(token);
    const opening = openers.get(text);
    if (opening !== undefined) {
      const head = state.closed ? state.before : state.last;
      return { open: { kind: opening, head, outer: state.open }, last, before: state.last, closed: false };
    }
    if (state.open && closers.get(text) === state.open.kind) {
      return { open: state.open.outer, last, before: state.open.head, closed: true };
    }
    return { open: state.open, last, before: state.last, closed: false };
  }

  /** True when the token closes another bracket than the innermost open one. */
  misfits(state: StructureState, token: number): boolean {
    const closing = closers.get(this.vocabulary.textOf(token));
    return closing !== undefined && state.open?.kind !== closing;
  }
}

/** Single and double quotes are two classes: a file keeps to one. */
function className(text: string): string {
  if (!text) return "unknown";
  return text.startsWith("'") ? "single-quoted" : tokenClass(text);
}

const closedBit = 0x1_0000;
const wideBit = 0x2_0000;
const fullFrom = 0x4_0000;

/** Context numbers from the most to the least telling: tokens and open bracket, tokens alone, last token and open bracket. */
export function structureKeys(state: StructureState): readonly [full: number, pair: number, wide: number] {
  const pair = state.last + 256 * state.before + (state.closed ? closedBit : 0);
  const outer = state.open ? state.open.kind + 4 * state.open.head : 0;
  return [pair + fullFrom * (outer + 1), pair, wideBit + state.last + fullFrom * (outer + 1)];
}

export function sameStructure(left: StructureState, right: StructureState): boolean {
  if (left.last !== right.last || left.before !== right.before || left.closed !== right.closed) return false;
  let a = left.open;
  let b = right.open;
  while (a !== b) {
    if (!a || !b || a.kind !== b.kind || a.head !== b.head) return false;
    a = a.outer;
    b = b.outer;
  }
  return true;
}
