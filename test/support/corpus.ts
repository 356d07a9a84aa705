import { type Corpus, decodeCorpus, encodeCorpus, type SortedCorpus } from "../../shared/completion/corpus-file.ts";

/** A corpus as the Worker reads it. */
export function readCorpus(corpus: Corpus): SortedCorpus {
  const read = decodeCorpus(encodeCorpus(corpus));
  if (!read) throw new Error("a corpus just written cannot be read");
  return read;
}
