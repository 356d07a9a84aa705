/** Completion quality must not fall: counts on packages the corpus never saw, no times. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { measureCompletion } from "../bench/completion.ts";

const report = join(import.meta.dirname, "../report");

it("the embedded engine completes unseen packages as well as it is promised to", { timeout: 900_000 }, async () => {
  const { figures, corpusHash, lines, identifiers } = await measureCompletion();
  const { lineExact, precisionAtHalf, coverageAtHalf, idTop1, idTop5, wordTop5 } = figures;
  const quality = { lineExact, precisionAtHalf, coverageAtHalf, idTop1, idTop5, wordTop5 };
  const measured = { corpusHash, lines, identifiers, ...quality };
  console.log(JSON.stringify(measured));
  mkdirSync(report, { recursive: true });
  writeFileSync(join(report, "completion-gate.json"), `${JSON.stringify(measured, undefined, 2)}\n`);
  expect(lines).toBeGreaterThan(1_500);
  expect(lineExact).toBeGreaterThanOrEqual(0.3);
  expect(precisionAtHalf).toBeGreaterThanOrEqual(0.72);
  expect(coverageAtHalf).toBeGreaterThanOrEqual(0.25);
  expect(idTop1).toBeGreaterThanOrEqual(0.73);
  expect(idTop5).toBeGreaterThanOrEqual(0.865);
  expect(idTop5).toBeGreaterThan(wordTop5);
});
