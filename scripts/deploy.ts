/** `npm run deploy`: builds everything and hands it to wrangler. `-- --dry-run` stops before the upload. */
import { build } from "./build.ts";
import { bin } from "./paths.ts";
import { main, run } from "./run.ts";

await main(async () => {
  await build();
  return run(bin("wrangler"), ["deploy", ...process.argv.slice(2)], {
    env: { ...process.env, WRANGLER_SEND_METRICS: "false", CLOUDFLARE_CF_FETCH_ENABLED: "false" },
  });
});
