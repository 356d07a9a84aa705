/** `npm run bench -- copies`: how often code that nobody copied counts as copied, and how much of what is copied is found. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { dist } from "../../scripts/paths.ts";
import { CopyFinder } from "../../shared/copies/copy-finder.ts";
import { isLongEnough } from "../../shared/copies/long-enough.ts";
import { copiesSchema } from "../../shared/copies/messages.ts";
import { readableSources } from "../../web/workers/corpus/sources.ts";
import { fetchCorpus } from "../../web/workers/fetch-corpus.ts";

const lengths = [2, 3, 4, 6, 10];
/** Installed here and not in the corpus: only tests need them, or they are held out. */
const unseenNames = [
  "acorn",
  "fast-check",
  "playwright-core",
  "knip",
  "chai",
  "magic-string",
  "tinybench",
  "cjs-module-lexer",
];
const samples = 800;

export async function bench(): Promise<object> {
  const folder = join(dist, "completion");
  const corpus = await fetchCorpus("", async () => new Response(readFileSync(join(folder, "corpus.bin"))));
  const { packages } = v.parse(copiesSchema, JSON.parse(readFileSync(join(folder, "corpus.json"), "utf8")));
  const from = performance.now();
  const finder = new CopyFinder(corpus, packages);
  const buildMs = performance.now() - from;
  const unseen = windowsOf(unseenNames);
  const copied = windowsOf(packages.map(({ name }) => name));
  const times: number[] = [];
  const share = (windows: readonly string[]) => {
    const found = windows.filter((code) => {
      const start = performance.now();
      const copy = finder.find(code);
      times.push(performance.now() - start);
      return copy !== undefined;
    });
    return { windows: windows.length, foundPct: (100 * found.length) / windows.length };
  };
  const byLines = Object.fromEntries(
    lengths.map((lines) => [`${lines}Lines`, { unseen: share(unseen(lines)), copied: share(copied(lines)) }]),
  );
  const sorted = times.toSorted((left, right) => left - right);
  return {
    ...byLines,
    buildMs,
    findP50Ms: sorted[sorted.length >> 1],
    findP95Ms: sorted[Math.floor(sorted.length * 0.95)],
  };
}

/** Runs of so many lines from the packages' readable sources that are long enough to be looked up. */
function windowsOf(names: readonly string[]): (lines: number) => string[] {
  const texts = names.flatMap((name) => readableSources(join("node_modules", name), new Set()).map(({ text }) => text));
  return (lines) => {
    const found: string[] = [];
    for (let tried = 0; found.length < samples && tried < samples * 10; tried++) {
      const all = texts[(tried * 7_919) % texts.length]?.split("\n") ?? [];
      const at = (tried * 104_729) % Math.max(1, all.length - lines);
      const code = all.slice(at, at + lines).join("\n");
      if (isLongEnough(code)) found.push(code);
    }
    return found;
  };
}
