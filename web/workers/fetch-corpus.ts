/** Loads the corpus file, packed or not. */
import { decodeCorpus, type SortedCorpus } from "../../shared/completion/corpus-file.ts";

/** Throws a sentence for the status bar when the file is missing or is not a corpus. */
export async function fetchCorpus(url: string, get: (url: string) => Promise<Response>): Promise<SortedCorpus> {
  const response = await get(url);
  if (!response.ok) throw new Error(`The completion corpus answered ${response.status}.`);
  const corpus = decodeCorpus(await unpack(new Uint8Array(await response.arrayBuffer())));
  if (!corpus) throw new Error("The completion corpus is damaged.");
  return corpus;
}

/** A host may have unpacked it on the way already: gzip is told by its first two bytes. */
async function unpack(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
