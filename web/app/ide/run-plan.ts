/** What pressing Run means for a project, told from its package.json. */
import * as v from "valibot";
import { parseJson } from "../../state/settings.ts";

export type RunPlan = { kind: "no-package" } | { kind: "no-start" } | { kind: "run"; needsPackages: boolean };

const packageSchema = v.object({
  scripts: v.optional(v.record(v.string(), v.unknown())),
  dependencies: v.optional(v.record(v.string(), v.unknown())),
  devDependencies: v.optional(v.record(v.string(), v.unknown())),
});

/** The plan for the text of package.json; undefined text means that there is none. */
export function runPlan(packageText: string | undefined): RunPlan {
  if (packageText === undefined) return { kind: "no-package" };
  const parsed = v.safeParse(packageSchema, parseJson(packageText));
  if (!parsed.success || typeof parsed.output.scripts?.["start"] !== "string") return { kind: "no-start" };
  const { dependencies = {}, devDependencies = {} } = parsed.output;
  return { kind: "run", needsPackages: Object.keys({ ...dependencies, ...devDependencies }).length > 0 };
}
