/** Runs tests that are proposed, and reads which of them pass. */
import type { EngineSession } from "../../runtime/engine.ts";
import { runTrial, type TrialFiles } from "./trial.ts";

export interface TestRun {
  passed: number;
  /** Names of those that fail. */
  failed: readonly string[];
  /** What the runner printed, for the model that is asked again. */
  output: string;
}

const maxNames = 50;

/** With the project's own vitest where it has one, else with Node's runner. */
export async function runTests(
  engine: Pick<EngineSession, "ready" | "flush" | "run" | "listFolder">,
  files: TrialFiles,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<TestRun> {
  const packages = await engine.listFolder("node_modules");
  const own = packages.some(({ name }) => name === "vitest");
  const command = own
    ? ["npx", "vitest", "run", "--reporter=tap-flat", ...paths]
    : ["node", "--test", "--test-reporter=tap", ...paths];
  const { code, output } = await runTrial(engine, files, command, signal);
  return readTap(code, output);
}

/** TAP as Node writes it or flat. A group, or a test that fails because of those in it, is counted by them. */
export function readTap(code: number, output: string): TestRun {
  const results: { ok: boolean; name: string; isGroup: boolean }[] = [];
  for (const line of output.split("\n")) {
    const match = /^\s*(not )?ok \d+(?: - (.*))?$/.exec(line);
    const last = results.at(-1);
    if (match) {
      const [, not, said = ""] = match;
      const isLeft = /\s# (?:SKIP|TODO)\b/i.test(said);
      results.push({ ok: not === undefined, name: said.replace(/\s+# .*$/, "").trim(), isGroup: isLeft });
    } else if (last && /^\s*(?:type: 'suite'|failureType: 'subtestsFailed')$/.test(line)) last.isGroup = true;
  }
  const tests = results.filter(({ isGroup }) => !isGroup);
  const failed = tests.flatMap(({ ok, name }) => (ok ? [] : [name]));
  // A runner that did not come to a test has none that fails.
  if (code !== 0 && failed.length === 0) failed.push(lastWords(output));
  return { passed: tests.filter(({ ok }) => ok).length, failed: failed.slice(0, maxNames), output };
}

function lastWords(output: string): string {
  const error = output.split("\n").find((line) => /^\s*(?:\w*Error|error:)/.test(line));
  return (error ?? output.trim().split("\n").at(-1) ?? "").trim().slice(0, 200);
}
