/** `npm run check`: format, lint and folder borders, types, unused code, size budget. */
import { build } from "./build.ts";
import { bin } from "./paths.ts";
import { main, step } from "./run.ts";
import { checkSize } from "./size-budget.ts";

await main(async () => {
  await step("Format and lint", bin("biome"), ["ci", "--colors=off", "--error-on-warnings", "."]);
  await step("The type check", bin("tsc"), ["-b", "--pretty", "false"]);
  await step("The search for unused code", bin("knip"), []);
  await build(["web"]);
  console.log(checkSize());
  return 0;
});
