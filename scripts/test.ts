/**
 * `npm test`: checks, builds and runs the first tier of the tests, a real Chromium included.
 * `npm test -- FILTER` runs the matching files only, of both tiers.
 */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "./build.ts";
import { ensureChromium } from "./chromium.ts";
import { bin, root } from "./paths.ts";
import { main, run } from "./run.ts";

/** The second tier: slow files beside the core promises. `npm run test:full` runs them. */
export const secondTier = ".full.test.ts";

const report = join(root, "test", "report");

/** Runs vitest with these filters and options and prints the closing line that counts: "N passed, N failed". */
export async function runTests(selection: string[], env: Record<string, string> = {}): Promise<number> {
  const chromium = ensureChromium();
  await build();
  mkdirSync(report, { recursive: true });
  const json = join(report, "vitest.json");
  const code = await run(
    bin("vitest"),
    ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${json}`, ...selection],
    {
      env: {
        ...process.env,
        CHROMIUM_PATH: chromium,
        WRANGLER_SEND_METRICS: "false",
        CLOUDFLARE_CF_FETCH_ENABLED: "false",
        ...env,
      },
    },
  );
  const counts = JSON.parse(readFileSync(json, "utf8")) as {
    numPassedTests: number;
    numFailedTests: number;
    numPendingTests: number;
  };
  const skipped = counts.numPendingTests > 0 ? `, ${counts.numPendingTests} skipped` : "";
  console.log(`${counts.numPassedTests} passed, ${counts.numFailedTests} failed${skipped}`);
  return code !== 0 ? code : counts.numPassedTests > 0 ? 0 : 1;
}

if (process.argv[1]?.endsWith("test.ts")) {
  await main(async () => {
    const filters = process.argv.slice(2);
    if (filters.length > 0) return runTests(filters);
    const code = await run(process.execPath, [join(root, "scripts", "check.ts")]);
    return code !== 0 ? code : runTests(["--exclude", `**/*${secondTier}`]);
  });
}
