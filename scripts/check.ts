/** `npm run check`: format, lint and folder borders, types, unused code, size budget. */
import { join } from "node:path";
import { build } from "./build.ts";
import { bin, root } from "./paths.ts";
import { main, step } from "./run.ts";
import { checkSize } from "./size-budget.ts";

/** By its path: the library of the language service is another TypeScript, which links a `tsc` of the same name. */
const tsc = join(root, "node_modules", "typescript", "bin", "tsc");

await main(async () => {
  await step("Format and lint", bin("biome"), ["ci", "--colors=off", "--error-on-warnings", "."]);
  await step("The type check", tsc, ["-b", "--pretty", "false"]);
  await step("The search for unused code", bin("knip"), []);
  await build(["web"]);
  console.log(checkSize());
  return 0;
});
