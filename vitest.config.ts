import { existsSync } from "node:fs";
import { defineConfig } from "vitest/config";

/** The projects run one after another, and files that share a browser, a server or both cores do so within their project. */
const group = (groupOrder: number): { sequence: { groupOrder: number } } => ({ sequence: { groupOrder } });
const serial = { fileParallelism: false, maxWorkers: 1, pool: "forks" as const };
/** What is polled for may take as long as a loaded machine with two cores needs: vitest gives it one second. */
const patient = { expect: { poll: { timeout: 15_000 } } };
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
            "model/*.test.ts",
            "scripts/**/*.test.ts",
            "test/unit/**/*.test.ts",
            "test/bench/**/*.test.ts",
          ],
          pool: "forks",
          // Vitest leaves one core free: half of a machine that has two.
          maxWorkers: "100%",
          testTimeout: 60_000,
          hookTimeout: 60_000,
          ...patient,
          ...group(0),
        },
      },
      {
        test: {
          name: "contract",
          include: ["test/contract/**/*.node{,.full}.test.ts"],
          ...serial,
          ...patient,
          ...group(2),
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "reliability",
          include: ["test/reliability/**/*.test.ts"],
          ...serial,
          ...patient,
          ...group(3),
          testTimeout: 300_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts", "test/conformance/**/*.test.ts", "test/security/**/*.test.ts"],
          ...serial,
          ...patient,
          ...group(4),
          testTimeout: 180_000,
          hookTimeout: 120_000,
        },
      },
      ...(existsSync(workerd) ? [workerd] : []),
    ],
  },
});
