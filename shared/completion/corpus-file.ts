/**
 * The corpus on disk and on the wire: `GHC2 · header length u32 · header JSON · tokens`.
 * The header holds the vocabulary and the spacing counts; the tokens stand in the order of block sorting, as ids in one or
 * two bytes (0–127 in one, above that 7 bits and a high byte), so that gzip finds the repeats.
 */
import * as v from "valibot";
import { blockSort, type SortedSequence, unsort } from "./block-sorting.ts";
import type { SpacingCounts } from "./spacing.ts";
import { newlineId } from "./vocabulary.ts";

const magic = 0x32_43_48_47;
/** Ids must fit 7 + 8 bits in the two-byte form. */
export const maxCorpusVocabulary = 128 + 127 * 256;
/** Newlines put between files, so that no n-gram spans two. */
const fileBorder = 4;

export interface Corpus {
  /** Texts of ids 2, 3, …; 0 is unknown, 1 newline. */
  vocabulary: readonly string[];
  spacing: SpacingCounts;
  tokens: Int32Array;
}

/** A corpus as it is read: its suffixes are in order already. */
export interface SortedCorpus extends Corpus, SortedSequence {}

const headerSchema = v.object({
  tokenCount: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(50_000_000)),
  /** Rank of the whole sequence among its suffixes. */
  whole: v.pipe(v.number(), v.integer(), v.minValue(0)),
  vocabulary: v.array(v.string()),
  spacing: v.array(v.tuple([v.string(), v.number(), v.number()])),
});

/** Joins the files' token ids with borders of newlines between them. */
export function joinFiles(files: readonly ArrayLike<number>[], border = newlineId): Int32Array {
  const tokens = new Int32Array(joinedLength(files)).fill(border);
  let offset = 0;
  for (const file of files) {
    tokens.set(file, offset);
    offset += file.length + fileBorder;
  }
  return tokens;
}

/** Every n-th file of joined ones, so many that about `limit` tokens are left. */
export function sampleFiles(tokens: Int32Array, limit: number): Int32Array {
  const every = Math.ceil(tokens.length / limit);
  if (every <= 1) return tokens;
  const kept = new Int32Array(tokens.length);
  let length = 0;
  let start = 0;
  let file = 0;
  for (let index = 1; index <= tokens.length; index++) {
    const begins = tokens[index - 1] === newlineId && tokens[index - 2] === newlineId && tokens[index] !== newlineId;
    if (!begins && index < tokens.length) continue;
    if (file++ % every === 0) {
      kept.set(tokens.subarray(start, index), length);
      length += index - start;
    }
    start = index;
  }
  return kept.slice(0, length);
}

/** How many tokens the files are when they are joined. */
export function joinedLength(files: readonly ArrayLike<unknown>[]): number {
  return files.reduce((sum, file) => sum + file.length + fileBorder, 0);
}

export function encodeCorpus(corpus: Corpus): Uint8Array {
  if (corpus.vocabulary.length + 2 > maxCorpusVocabulary) throw new RangeError("the corpus vocabulary is too large");
  const { before, whole } = blockSort(corpus.tokens);
  const header = new TextEncoder().encode(
    JSON.stringify({
      whole,
      tokenCount: corpus.tokens.length,
      vocabulary: [...corpus.vocabulary],
      spacing: [...corpus.spacing].map(([key, [without, withSpace]]) => [key, without, withSpace]),
    } satisfies v.InferInput<typeof headerSchema>),
  );
  const bytes = new Uint8Array(8 + header.length + corpus.tokens.length * 2);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, magic, true);
  view.setUint32(4, header.length, true);
  bytes.set(header, 8);
  let offset = 8 + header.length;
  for (const token of before) {
    if (token >= 128) {
      bytes[offset++] = 128 + ((token - 128) >> 8);
      bytes[offset++] = (token - 128) & 0xff;
    } else bytes[offset++] = token;
  }
  return bytes.slice(0, offset);
}

/** The corpus in `bytes`, or undefined when they are not one, are cut short or name tokens they do not hold. */
export function decodeCorpus(bytes: Uint8Array): SortedCorpus | undefined {
  if (bytes.length < 8) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerEnd = 8 + view.getUint32(4, true);
  if (view.getUint32(0, true) !== magic || headerEnd > bytes.length) return undefined;
  const header = parseHeader(bytes.subarray(8, headerEnd));
  if (!header || header.tokenCount > bytes.length - headerEnd) return undefined;
  const before = new Int32Array(header.tokenCount);
  const size = header.vocabulary.length + 2;
  let offset = headerEnd;
  for (let index = 0; index < before.length; index++) {
    const first = bytes[offset++] ?? 0;
    const token = first < 128 ? first : 128 + (((first - 128) << 8) | (bytes[offset++] ?? 0));
    if (token >= size) return undefined;
    before[index] = token;
  }
  const sorted = offset === bytes.length ? unsort({ before, whole: header.whole }, size) : undefined;
  if (!sorted) return undefined;
  const spacing = new Map(header.spacing.map(([key, without, withSpace]) => [key, [without, withSpace] as const]));
  return { vocabulary: header.vocabulary, spacing, ...sorted };
}

function parseHeader(bytes: Uint8Array): v.InferOutput<typeof headerSchema> | undefined {
  try {
    const parsed = v.safeParse(headerSchema, JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
    return parsed.success ? parsed.output : undefined;
  } catch {
    // Not UTF-8 or not JSON: the same answer as a header of the wrong shape.
    return undefined;
  }
}
