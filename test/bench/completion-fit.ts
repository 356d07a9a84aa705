/** `npm run bench -- completion-fit`: fits the ranking to the development packages and writes `shared/completion/rank-weights.ts`. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Situation, SituationWeights } from "../../shared/completion/rank.ts";
import { developmentNames, developmentSources } from "./completion/development.ts";
import { fitRank } from "./completion/fit-rank.ts";
import { type RankExample, rankExamples } from "./completion/rank-examples.ts";
import { freshCorpus } from "./completion.ts";

const file = join(import.meta.dirname, "../../shared/completion/rank-weights.ts");

export async function bench(): Promise<object> {
  const { corpus } = await freshCorpus(developmentNames);
  const examples = Map.groupBy(rankExamples(corpus, developmentSources()), ({ situation }) => situation);
  const fitted = [...examples].sort().map(([situation, seen]) => ({ situation, count: seen.length, ...fitRank(seen) }));
  writeFileSync(file, weightsFile(fitted));
  return Object.fromEntries(
    fitted.map(({ situation, count, meanLogLoss }) => [
      situation,
      { count, meanLogLoss: Number(meanLogLoss.toFixed(4)), among: shareAmong(examples.get(situation) ?? []) },
    ]),
  );
}

/** How often what followed was a candidate at all. */
function shareAmong(examples: readonly RankExample[]): number {
  return Number((examples.filter(({ right }) => right >= 0).length / examples.length).toFixed(3));
}

function weightsFile(fitted: readonly { situation: Situation; count: number; weights: SituationWeights }[]): string {
  const entries = fitted.map(({ situation, count, weights }) => {
    const lists = Object.entries(weights).map(
      ([name, values]: [string, readonly number[]]) =>
        `    ${name}: [${values.map((value) => Number(value.toFixed(2))).join(", ")}],\n`,
    );
    return `  // ${count} places\n  ${key(situation)}: {\n${lists.join("")}  },\n`;
  });
  return `${head}export const rankWeights: Readonly<Record<Situation, SituationWeights>> = {\n${entries.join("")}};\n`;
}

function key(situation: Situation): string {
  return situation.includes("-") ? `"${situation}"` : situation;
}

const head = `/**
 * The ranking's weights, in the order of \`factNames\`. Fitted by \`npm run bench -- completion-fit\` to the development packages
 * (\`test/bench/completion/development.ts\`), which the corpus of that run leaves out; no held-out package was read.
 */
import type { Situation, SituationWeights } from "./rank.ts";

`;
