/** N-grams of the open file, counted and uncounted token by token as it is edited. */
import { type Distribution, distributionOf } from "./distribution.ts";

interface Entry {
  counts: Map<number, number>;
  total: number;
}

export class FileModel {
  readonly maxOrder: number;
  /** One table an order: hash of the context → what followed. */
  private readonly tables: Map<number, Entry>[];

  constructor(maxOrder: number) {
    this.maxOrder = maxOrder;
    this.tables = Array.from({ length: maxOrder + 1 }, () => new Map<number, Entry>());
  }

  /** Counts `sequence[index]` after each of its contexts. */
  add(sequence: readonly number[], index: number): void {
    const token = sequence[index] ?? 0;
    this.eachContext(sequence, index, (table, key) => {
      const entry = table.get(key) ?? { counts: new Map(), total: 0 };
      if (entry.total === 0) table.set(key, entry);
      entry.counts.set(token, (entry.counts.get(token) ?? 0) + 1);
      entry.total++;
    });
  }

  /** Takes back one `add` of the same sequence and index. */
  remove(sequence: readonly number[], index: number): void {
    const token = sequence[index] ?? 0;
    this.eachContext(sequence, index, (table, key) => {
      const entry = table.get(key);
      const count = entry?.counts.get(token);
      if (!entry || !count) return;
      if (count === 1) entry.counts.delete(token);
      else entry.counts.set(token, count - 1);
      if (--entry.total === 0) table.delete(key);
    });
  }

  /** What follows the last `order` tokens of `context` in this file. */
  next(context: readonly number[], order: number): Distribution | undefined {
    const from = context.length - order;
    if (order > this.maxOrder || from < 0) return undefined;
    let hash = hashSeed;
    for (let index = context.length - 1; index >= from; index--) hash = extendHash(hash, context[index] ?? 0);
    const entry = this.tables[order]?.get(hash);
    return entry && distributionOf(entry.counts, entry.total);
  }

  private eachContext(
    sequence: readonly number[],
    index: number,
    visit: (table: Map<number, Entry>, key: number) => void,
  ) {
    let hash = hashSeed;
    for (let order = 0; order <= this.maxOrder && index - order >= 0; order++) {
      if (order > 0) hash = extendHash(hash, sequence[index - order] ?? 0);
      const table = this.tables[order];
      if (table) visit(table, hash);
    }
  }
}

const hashSeed = 7;
/** Two 26-bit multiplicative hashes in one safe integer: contexts read from the caret backwards, so that each order extends the last. */
function extendHash(hash: number, token: number): number {
  const high = Math.floor(hash / 0x400_0000);
  const low = hash % 0x400_0000;
  const nextHigh = (Math.imul(high ^ token, 0x0100_0193) >>> 6) & 0x3ff_ffff;
  const nextLow = (Math.imul(low + token + 1, 0x9e37_79b1 | 0) >>> 6) & 0x3ff_ffff;
  return nextHigh * 0x400_0000 + nextLow;
}
