/** `npm run test:full`: the second tier, the same tests with their full counts of seeds and rounds. */
import { main } from "./run.ts";
import { runTests } from "./test.ts";

await main(() => runTests(["test/reliability", ...process.argv.slice(2)], { SEEDS: "1000" }));
