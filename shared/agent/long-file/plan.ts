/** Cuts a task over a long file into calls that a model can answer whole: by symbols, in the order of the file. */
import { type OutlineItem, symbolsOf } from "../outline.ts";

/** A part of the file, whole lines, that one call is about. */
export interface Chunk {
  from: number;
  to: number;
  /** Dotted names of the symbols that the task wants of it. */
  symbols: readonly string[];
}

export interface PlanOptions {
  /** Longer parts are cut further where what stands in them can be cut. */
  maxChars: number;
  /** The symbols that the task is about. */
  wants(path: string, item: OutlineItem): boolean;
}

/**
 * Every wanted symbol is in exactly one chunk, chunks do not overlap, and none is longer than `maxChars` but where a single
 * function or the head of a class is.
 */
export function planChunks(text: string, outline: readonly OutlineItem[], options: PlanOptions): Chunk[] {
  const parts = outline.flatMap((item) => partsOf(item, "", options)).map((part) => wholeLines(text, part));
  const chunks: Chunk[] = [];
  for (const part of parts) {
    const last = chunks.at(-1);
    // Names that one statement declares are parts that overlap.
    if (last && (part.from < last.to || part.to - last.from <= options.maxChars)) {
      chunks[chunks.length - 1] = together(last, part);
    } else chunks.push(part);
  }
  return chunks;
}

function partsOf(item: OutlineItem, within: string, options: PlanOptions): Chunk[] {
  if (item.to - item.from <= options.maxChars || !item.children.length) {
    const wanted = symbolsOf([item], within).filter((each) => options.wants(each.path, each.item));
    return wanted.length ? [{ from: item.from, to: item.to, symbols: wanted.map((each) => each.path) }] : [];
  }
  const path = within + item.name;
  const own = options.wants(path, item) ? [path] : [];
  const head = { from: item.from, to: item.children[0]?.from ?? item.to, symbols: own };
  return [...(own.length ? [head] : []), ...item.children.flatMap((child) => partsOf(child, `${path}.`, options))];
}

function together(one: Chunk, other: Chunk): Chunk {
  return { from: one.from, to: Math.max(one.to, other.to), symbols: [...one.symbols, ...other.symbols] };
}

function wholeLines(text: string, { from, to, symbols }: Chunk): Chunk {
  const end = text.indexOf("\n", Math.max(from, to - 1));
  return { from: text.lastIndexOf("\n", from - 1) + 1, to: end < 0 ? text.length : end + 1, symbols };
}
