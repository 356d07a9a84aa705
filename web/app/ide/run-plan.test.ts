import { expect, test } from "vitest";
import { runPlan } from "./run-plan.ts";

const plan = (value: unknown) => runPlan(JSON.stringify(value));

test("a start script runs; packages are needed only when there are any", () => {
  const scripts = { start: "node ." };
  expect(plan({ scripts })).toEqual({ kind: "run", needsPackages: false });
  expect(plan({ scripts, dependencies: {} })).toEqual({ kind: "run", needsPackages: false });
  expect(plan({ scripts, dependencies: { express: "5" } })).toEqual({ kind: "run", needsPackages: true });
  expect(plan({ scripts, devDependencies: { vite: "7" } })).toEqual({ kind: "run", needsPackages: true });
});

test("without package.json, without a start script or with a broken file nothing runs", () => {
  expect(runPlan(undefined)).toEqual({ kind: "no-package" });
  expect(plan({ scripts: { test: "node --test" } })).toEqual({ kind: "no-start" });
  expect(runPlan("{")).toEqual({ kind: "no-start" });
  expect(plan({ scripts: { start: 5 } })).toEqual({ kind: "no-start" });
});
