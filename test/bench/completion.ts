/** `npm run bench -- completion`: quality and speed of the statistical engine on the held-out packages. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { type Corpus, decodeCorpus } from "../../shared/completion/corpus-file.ts";
import { buildCorpus } from "../../web/workers/corpus/build-corpus.ts";
import { fetchHeldOut } from "./completion/fetch-held-out.ts";
import { type CompletionFigures, figuresOf } from "./completion/figures.ts";
import { type MeasureOptions, measure } from "./completion/measure.ts";

const nodeModulesDir = join(import.meta.dirname, "../../node_modules");

/** Builds the corpus from what is installed, so that the figures are of this checkout, and measures. */
export async function measureCompletion(
  options: MeasureOptions,
): Promise<{ figures: CompletionFigures; corpusHash: string; lines: number; identifiers: number }> {
  const outDir = mkdtempSync(join(tmpdir(), "glasshouse-corpus-"));
  try {
    const { hash } = await buildCorpus({ nodeModulesDir, outDir });
    const tally = measure(loadCorpus(join(outDir, "corpus.bin")), fetchHeldOut(), options);
    return {
      figures: figuresOf(tally),
      corpusHash: hash,
      lines: tally.lines.length,
      identifiers: tally.identifiers.length,
    };
  } finally {
    rmSync(outDir, { recursive: true, force: true });
  }
}

function loadCorpus(path: string): Corpus {
  const corpus = decodeCorpus(gunzipSync(readFileSync(path)));
  if (!corpus) throw new Error("the corpus just built cannot be read");
  return corpus;
}

export async function bench(): Promise<object> {
  const options = { maxTokens: 1_200, lineStride: 7, identifierStride: 5, full: true };
  const { figures, corpusHash, lines, identifiers } = await measureCompletion(options);
  console.log(`corpus ${corpusHash}; ${lines} line ends, ${identifiers} identifiers`);
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, Number(value.toFixed(3))]));
}
