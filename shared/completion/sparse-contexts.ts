/**
 * Contexts that are not the run of tokens right before a place: the open bracket and what stands before it, the line above,
 * the last name. What followed each is counted in a hash table (after the sparse contexts of Mahoney's PAQ, 2005).
 */
import type { TokenRoles } from "./token-roles.ts";
import { newlineId } from "./vocabulary.ts";

export const sparseContextCount = 6;
/** Tokens read backwards for a context. */
const reach = 64;

/** Writes the context numbers of the place before `tokens[end]` into `contexts`. */
export function readSparseContexts(
  tokens: ArrayLike<number>,
  end: number,
  roles: TokenRoles,
  contexts: Uint32Array,
): void {
  const at = (index: number) => (index >= 0 ? (tokens[index] ?? 0) : 0);
  const { opener, lineStarts, name } = landmarks(tokens, end, roles);
  const last = at(end - 1);
  const [own = 0, above = -1, twoAbove = -1] = lineStarts;
  const below = above + end - own;
  contexts[0] = contextOf(0, at(opener), at(opener - 1), last);
  contexts[1] = contextOf(1, own < end ? at(own) : 0, last, own < end ? 1 : 0);
  contexts[2] = contextOf(2, at(end - 2), at(end - 3), 0);
  contexts[3] = contextOf(3, above >= 0 && below < own ? at(below) : 0, last, 0);
  contexts[4] = contextOf(4, name, last, 0);
  contexts[5] = contextOf(5, at(above), at(twoAbove), last);
}

interface Landmarks {
  /** Of the innermost open bracket; below 0 when there is none in reach. */
  opener: number;
  /** Where the line of the place begins, and the two above. */
  lineStarts: readonly number[];
  /** The last name. */
  name: number;
}

function landmarks(tokens: ArrayLike<number>, end: number, roles: TokenRoles): Landmarks {
  const floor = Math.max(0, end - reach);
  const lineStarts: number[] = [];
  let opener = -1;
  let depth = 0;
  let name = 0;
  for (let index = end - 1; index >= floor; index--) {
    const token = tokens[index] ?? 0;
    if (token === newlineId) {
      lineStarts.push(index + 1);
      if (tokens[index - 1] === newlineId) break;
    } else if (index === 0 && end < reach) lineStarts.push(0);
    const role = roles.of(token);
    if (role === "name") name ||= token;
    else if (opener < 0) {
      if (role.startsWith("close-")) depth++;
      else if (role.startsWith("open-") && depth-- === 0) opener = index;
    }
    if (opener >= 0 && lineStarts.length > 2 && name) break;
  }
  if (!lineStarts.length) lineStarts.push(floor);
  return { opener, lineStarts, name };
}

/** Never 0. */
function contextOf(kind: number, first: number, second: number, third: number): number {
  let hash = Math.imul(kind + 0x9e37_79b9, 0x85eb_ca6b);
  for (const token of [first, second, third]) {
    hash = Math.imul(hash ^ token, 0xcc9e_2d51);
    hash ^= hash >>> 15;
  }
  return hash >>> 0 || 1;
}

const firstCells = 1 << 12;
const maxLoad = 0.6;
const maxCount = 0xffff;

/** How often each token followed each context. Keys are 32-bit hashes: among a million of them one unknown pair in 4,000 finds the count of another. */
export class SparseCounts {
  private readonly roles: TokenRoles;
  private readonly contexts = new Uint32Array(sparseContextCount);
  /** 0 is an empty cell. */
  private keys = new Uint32Array(firstCells);
  private counts = new Uint16Array(firstCells);
  private used = 0;

  constructor(roles: TokenRoles) {
    this.roles = roles;
  }

  /** Counts `tokens[index]` after its contexts. */
  add(tokens: ArrayLike<number>, index: number): void {
    readSparseContexts(tokens, index, this.roles, this.contexts);
    const token = tokens[index] ?? 0;
    for (const context of this.contexts) {
      this.increment(context);
      this.increment(followed(context, token));
    }
  }

  /** How often the context was met. */
  total(context: number): number {
    return this.counts[this.cellOf(context)] ?? 0;
  }

  /** How often `token` followed it. */
  count(context: number, token: number): number {
    return this.counts[this.cellOf(followed(context, token))] ?? 0;
  }

  private increment(key: number): void {
    const cell = this.cellOf(key);
    if (this.keys[cell] === 0) {
      this.keys[cell] = key;
      this.used++;
    }
    const count = this.counts[cell] ?? 0;
    if (count < maxCount) this.counts[cell] = count + 1;
    if (this.used > this.keys.length * maxLoad) this.grow();
  }

  /** Where the key is, or where it would be put. */
  private cellOf(key: number): number {
    const mask = this.keys.length - 1;
    let cell = Math.imul(key, 0x9e37_79b1) & mask;
    while (this.keys[cell] !== 0 && this.keys[cell] !== key) cell = (cell + 1) & mask;
    return cell;
  }

  private grow(): void {
    const { keys, counts } = this;
    this.keys = new Uint32Array(keys.length * 2);
    this.counts = new Uint16Array(counts.length * 2);
    for (let old = 0; old < keys.length; old++) {
      const key = keys[old] ?? 0;
      if (key === 0) continue;
      const cell = this.cellOf(key);
      this.keys[cell] = key;
      this.counts[cell] = counts[old] ?? 0;
    }
  }
}

function followed(context: number, token: number): number {
  let hash = Math.imul(context ^ Math.imul(token + 1, 0x1b87_3593), 0x85eb_ca6b);
  hash ^= hash >>> 13;
  return hash >>> 0 || 1;
}
