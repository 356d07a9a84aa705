/** Chooses the files: of a module of the list, allowed by their text, and passing on the pinned native Node. */
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { hashOf, parallelFiles } from "./corpus.ts";
import { exclusionOf, moduleOf } from "./modules.ts";
import { type Outcome, type Plan, passed, skipReason } from "./plan.ts";

export interface Selection {
  hash: string;
  files: string[];
  /** Reason → files left out for it. */
  skips: Record<string, string[]>;
}

const jobs = 2;
const timeoutMs = 30_000;

/** What native Node makes of the candidates, kept between runs under the hash of their texts. */
async function nativeOutcomes(folder: string, files: string[]): Promise<Outcome[]> {
  const cache = join(tmpdir(), "glasshouse-node-suite-native");
  const cached = join(cache, `${hashOf(folder, [...files])}-${process.version}.json`);
  try {
    return JSON.parse(readFileSync(cached, "utf8")) as Outcome[];
  } catch {
    // Not run yet on this machine.
  }
  const plan: Plan = { folder: join(folder, "test", "parallel"), cwd: folder, files, jobs, firstSlot: 1, timeoutMs };
  const planFile = join(folder, "native-plan.json");
  writeFileSync(planFile, JSON.stringify(plan));
  const child = spawn(process.execPath, [join(folder, "driver.mjs"), planFile], {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const outcomes: Outcome[] = [];
  for await (const line of createInterface({ input: child.stdout })) outcomes.push(JSON.parse(line) as Outcome);
  mkdirSync(cache, { recursive: true });
  writeFileSync(cached, JSON.stringify(outcomes));
  return outcomes;
}

export async function select(folder: string): Promise<Selection> {
  const skips: Record<string, string[]> = {};
  const skip = (reason: string, file: string): void => {
    skips[reason] = [...(skips[reason] ?? []), file];
  };
  const candidates: string[] = [];
  for (const file of parallelFiles(folder)) {
    const why = exclusionOf(readFileSync(join(folder, "test", "parallel", file), "utf8"));
    if (moduleOf(file) === undefined) skip("no module of the list", file);
    else if (why) skip(`needs ${why}`, file);
    else candidates.push(file);
  }
  const files: string[] = [];
  for (const outcome of await nativeOutcomes(folder, candidates)) {
    const reason = skipReason(outcome);
    if (passed(outcome)) files.push(outcome.file);
    else if (reason !== undefined) skip(`skips itself natively: ${reason}`, outcome.file);
    else skip("does not pass on native Node with this shim", outcome.file);
  }
  files.sort();
  return { hash: hashOf(folder, files), files, skips };
}
