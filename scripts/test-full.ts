/** `npm run test:full`: the second tier and, once more, the reliability tests with their full count of seeds. */
import { main } from "./run.ts";
import { runTests, secondTier } from "./test.ts";

await main(() => runTests(["test/reliability", secondTier, ...process.argv.slice(2)], { SEEDS: "1000" }));
