/** The Worker that says whether a suggestion stands word for word in a package; started when the first one is long enough to matter. */
import * as v from "valibot";
import { CopyFinder } from "../../shared/copies/copy-finder.ts";
import { copiesSchema, type FromCopiesWorker, type ToCopiesWorker } from "../../shared/copies/messages.ts";
import { fetchCorpus } from "./fetch-corpus.ts";

const finder = load();

self.onmessage = async ({ data: { id, code } }: MessageEvent<ToCopiesWorker>) => {
  const found = (await finder)?.find(code);
  self.postMessage({ id, found } satisfies FromCopiesWorker);
};

/** Undefined without a corpus: then nothing is known to be copied. The completion Worker says why it is missing. */
async function load(): Promise<CopyFinder | undefined> {
  const described = await fetch("/completion/corpus.json");
  if (!described.ok) return undefined;
  const parsed = v.safeParse(copiesSchema, await described.json());
  if (!parsed.success) return undefined;
  return new CopyFinder(await fetchCorpus("/completion/corpus.bin", (url) => fetch(url)), parsed.output.packages);
}
