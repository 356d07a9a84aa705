/** `npm run bench -- completion-fit`: fits the ranking to the fit packages and writes `shared/completion/rank-weights.ts`. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { packWeights, unpackWeights } from "../../shared/completion/rank.ts";
import { developmentNames, developmentSources } from "./completion/development.ts";
import { fitNames, fitSources } from "./completion/fit-packages.ts";
import { fitRank, judgeRank } from "./completion/fit-rank.ts";
import { rankExamples } from "./completion/rank-examples.ts";
import { freshCorpus } from "./completion.ts";

const file = join(import.meta.dirname, "../../shared/completion/rank-weights.ts");

/** The development packages only judge. */
export async function bench(): Promise<object> {
  const { corpus } = await freshCorpus([...fitNames, ...developmentNames]);
  const examples = rankExamples(corpus, fitSources());
  console.log(`${examples.length} places of ${fitNames.length} packages`);
  const packed = packWeights(fitRank(examples, console.log));
  writeFileSync(file, weightsFile(packed));
  const weights = unpackWeights(packed);
  const judged = rankExamples(corpus, developmentSources());
  const bySituation = Object.entries(Object.groupBy(judged, ({ situation }) => situation));
  return {
    fitted: judgeRank(examples, weights),
    development: judgeRank(judged, weights),
    ...Object.fromEntries(bySituation.map(([situation, places]) => [situation, judgeRank(places, weights)])),
  };
}

function weightsFile(packed: readonly number[]): string {
  return `/**
 * The weights of the ranking's network, see \`packWeights\`. Fitted by \`npm run bench -- completion-fit\` to the fit packages
 * (\`test/bench/completion/fit-packages.json\`), which the corpus of that run leaves out; no held-out package was read.
 */
// biome-ignore format: one long list
export const rankWeights: readonly number[] = [${packed.join(",")}];
`;
}
