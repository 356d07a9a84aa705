import { existsSync } from "node:fs";
import { defineConfig } from "vitest/config";

/** Files of one project run one after another where they share a machine-wide thing: a browser, a server, two cores. */
const serial = { fileParallelism: false, pool: "forks" as const };
const workerd = "./test/contract/vitest.workerd.config.ts";

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: [
            "shared/**/*.test.ts",
            "edge/**/*.test.ts",
            "web/**/*.test.{ts,tsx}",
            "scripts/**/*.test.ts",
            "test/unit/**/*.test.ts",
          ],
          pool: "forks",
          testTimeout: 60_000,
        },
      },
      {
        test: { name: "contract", include: ["test/contract/**/*.node.test.ts"], ...serial, testTimeout: 60_000 },
      },
      {
        test: {
          name: "reliability",
          include: ["test/reliability/**/*.test.ts"],
          ...serial,
          testTimeout: 300_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts", "test/conformance/**/*.test.ts", "test/security/**/*.test.ts"],
          ...serial,
          testTimeout: 180_000,
          hookTimeout: 120_000,
        },
      },
      ...(existsSync(workerd) ? [workerd] : []),
    ],
  },
});
