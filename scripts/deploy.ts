/** `npm run deploy`: builds everything and hands it to wrangler. `-- --dry-run` stops before the upload. */
import { execFileSync } from "node:child_process";
import { build } from "./build.ts";
import { bin, root } from "./paths.ts";
import { main, run } from "./run.ts";

/** Workers have no npm to ask where packages come from: the deployment is told what npm says here. */
function registryVariable(): string[] {
  const registry = execFileSync("npm", ["config", "get", "registry"], { cwd: root, encoding: "utf8" }).trim();
  return URL.canParse(registry) ? ["--var", `NPM_REGISTRY:${registry}`] : [];
}

await main(async () => {
  await build();
  return run(bin("wrangler"), ["deploy", ...registryVariable(), ...process.argv.slice(2)], {
    env: { ...process.env, WRANGLER_SEND_METRICS: "false", CLOUDFLARE_CF_FETCH_ENABLED: "false" },
  });
});
