/** `npm run bench -- completion`: quality and speed of the statistical engine on the held-out packages. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { decodeCorpus, type SortedCorpus } from "../../shared/completion/corpus-file.ts";
import { CompletionEngine } from "../../shared/completion/engine.ts";
import { buildCorpus } from "../../web/workers/corpus/build-corpus.ts";
import { fetchHeldOut, type MeasuredSources } from "./completion/fetch-held-out.ts";
import { type CompletionFigures, figuresOf, fullFigures } from "./completion/figures.ts";
import { type MeasureOptions, measure, together } from "./completion/measure.ts";
import { filterFigures } from "./type-filter.ts";

const nodeModulesDir = join(import.meta.dirname, "../../node_modules");
const benchOptions: MeasureOptions = { maxTokens: 1_200, lineStride: 7, identifierStride: 5, full: true };
/** The gate asks at every third place the bench asks at. */
const gateOptions: MeasureOptions = { maxTokens: 1_200, lineStride: 21, identifierStride: 15, full: false };

/** Builds the corpus from what is installed, so that the figures are of this checkout, and measures what the gate asks for. */
export async function measureCompletion(): Promise<{
  figures: CompletionFigures;
  corpusHash: string;
  lines: number;
  identifiers: number;
}> {
  const { corpus, hash } = await freshCorpus([]);
  const tally = together(measure(corpus, fetchHeldOut(), gateOptions));
  return {
    figures: figuresOf(tally),
    corpusHash: hash,
    lines: tally.lines.length,
    identifiers: tally.identifiers.length,
  };
}

/** The last figures are of the type filter and of typing in the IDE in a browser, which the gate does not need. */
export async function bench(): Promise<object> {
  const { typeInBareEditor, typeInIde } = await import("./ghost/in-ide.ts");
  const figures = { ...(await benchOn(fetchHeldOut(), [])), ...(await filterFigures()) };
  const [usual, large] = [await typeInIde(300), await typeInIde(10_000)];
  const bare = await typeInBareEditor(10_000);
  const typing = { typeP95Ms10kLines: large.p95Ms, bareEditorP95Ms10kLines: bare.p95Ms };
  const candidates = {
    candidateP95MsInBrowser: usual.candidateP95Ms,
    candidateP95MsInBrowser10kLines: large.candidateP95Ms,
  };
  return { ...figures, ...typing, ...candidates };
}

/** All figures on `packages`; the corpus is built without those in `leaveOut`. */
export async function benchOn(packages: readonly MeasuredSources[], leaveOut: readonly string[]): Promise<object> {
  const { corpus, hash } = await freshCorpus(leaveOut);
  const buildMs = timeOf(() => CompletionEngine.learned(corpus));
  const tallies = measure(corpus, packages, benchOptions);
  const all = together(tallies);
  const asked = all.identifiers.length / 4;
  console.log(`corpus ${hash}; ${all.lines.length} line ends, ${asked} identifiers`);
  const memoryMiB = process.memoryUsage().rss / 2 ** 20;
  return rounded({ ...fullFigures(tallies, all), buildMs, memoryMiB });
}

export async function freshCorpus(leaveOut: readonly string[]): Promise<{ corpus: SortedCorpus; hash: string }> {
  const outDir = mkdtempSync(join(tmpdir(), "glasshouse-corpus-"));
  try {
    const { hash } = await buildCorpus({ nodeModulesDir, outDir, leaveOut });
    const corpus = decodeCorpus(gunzipSync(readFileSync(join(outDir, "corpus.bin"))));
    if (!corpus) throw new Error("the corpus just built cannot be read");
    return { corpus, hash };
  } finally {
    rmSync(outDir, { recursive: true, force: true });
  }
}

function timeOf(task: () => unknown): number {
  const from = performance.now();
  task();
  return performance.now() - from;
}

function rounded(figures: object): object {
  return JSON.parse(
    JSON.stringify(figures, (_key, value: unknown) => (typeof value === "number" ? Number(value.toFixed(3)) : value)),
  );
}
