/** Runs tests that are proposed, and tells which of them pass. */
import { readTap, tailOf } from "../../../shared/agent/project/test-output.ts";
import type { EngineSession } from "../../runtime/engine.ts";
import { runTrial, type TrialFiles } from "./trial.ts";

export interface TestRun {
  passed: number;
  /** Names of those that fail. */
  failed: readonly string[];
  /** What the runner said of these, for the model that is asked again. */
  output: string;
}

/** With the project's own vitest where it has one, else with Node's runner; file by file. */
export async function runTests(
  engine: Pick<EngineSession, "ready" | "flush" | "run" | "listFolder">,
  files: TrialFiles,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<TestRun> {
  const packages = await engine.listFolder("node_modules");
  const own = packages.some(({ name }) => name === "vitest");
  const command = own ? ["npx", "vitest", "run", "--reporter=tap-flat"] : ["node", "--test", "--test-reporter=tap"];
  const runs: TestRun[] = [];
  for (const path of paths) {
    if (signal.aborted) break;
    const { code, output } = await runTrial(engine, files, [...command, path], signal);
    runs.push(readRun(path, code, output));
  }
  return {
    passed: runs.reduce((sum, { passed }) => sum + passed, 0),
    failed: runs.flatMap(({ failed }) => failed),
    output: runs.map(({ output }) => output).join("\n"),
  };
}

/** A runner that failed has failed, also where it names no test. */
export function readRun(path: string, code: number, output: string): TestRun {
  const tests = readTap(path, output);
  const red = tests.filter(({ ok }) => !ok);
  const passed = tests.length - red.length;
  if (code !== 0 && red.length === 0) return { passed, failed: [path], output: tailOf(output) };
  const told = red.map(({ name, message = "" }) => `${name}: ${message}`);
  return { passed, failed: red.map(({ name }) => name), output: told.join("\n") };
}
