/** `npm run bench -- NAME`: runs test/bench/NAME.ts and prints its figures as one JSON object, last. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "./build.ts";
import { root } from "./paths.ts";
import { main } from "./run.ts";

await main(async () => {
  const folder = join(root, "test", "bench");
  const name = process.argv[2] ?? "";
  const file = join(folder, `${name}.ts`);
  if (!/^[\w-]+$/.test(name) || !existsSync(file)) {
    const known = readdirSync(folder).flatMap((entry) => (/^[\w-]+\.ts$/.test(entry) ? [entry.slice(0, -3)] : []));
    throw new Error(`Name a bench: npm run bench -- NAME, with NAME one of ${known.join(", ")}.`);
  }
  await build();
  const { bench } = (await import(file)) as { bench: () => Promise<object> };
  console.log(JSON.stringify(await bench()));
  return 0;
});
