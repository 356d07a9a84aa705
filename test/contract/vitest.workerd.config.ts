import { fileURLToPath } from "node:url";
import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineProject } from "vitest/config";
import { buildPrompts } from "../../scripts/build-prompts.ts";
import { createContractModel } from "../support/contract-model.ts";
import { contractVariables } from "../support/contract-variables.ts";

// Nothing is asked of the network at start: no metrics, no sample of a request's `cf` object.
process.env["WRANGLER_SEND_METRICS"] = "false";
process.env["CLOUDFLARE_CF_FETCH_ENABLED"] = "false";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

buildPrompts(here("./site/prompts"));

/** The contract suite inside workerd, over the real wrangler.toml with the suite's own site. */
export default defineProject({
  root: here("../.."),
  plugins: [
    cloudflareTest({
      wrangler: { configPath: here("../../wrangler.toml") },
      miniflare: {
        assets: {
          directory: here("./site"),
          binding: "ASSETS",
          routerConfig: { has_user_worker: true, invoke_user_worker_ahead_of_assets: true },
          assetConfig: { html_handling: "none", not_found_handling: "none" },
        },
        bindings: {
          IDE_ORIGIN: "http://localhost:8787",
          SANDBOX_ORIGIN: "http://sandbox.localhost:8787",
          ...contractVariables,
        },
        // All that the Worker and its tests ask of the network.
        outboundService: createContractModel(),
      },
    }),
  ],
  test: {
    name: "workerd",
    include: ["test/contract/**/*.workerd.test.ts"],
    testTimeout: 60_000,
    expect: { poll: { timeout: 15_000 } },
    // After the unit tests and before the projects that start browsers: vitest.config.ts has the other places.
    sequence: { groupOrder: 1 },
  },
});
