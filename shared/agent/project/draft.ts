/** A plan as a person looks at it and changes it before anything is written. */
import { fail, type Result, succeed } from "../../lib/result.ts";
import { normalizePath } from "../../workspace/path.ts";
import { agentLimits } from "../limits.ts";
import {
  type ProjectGraph,
  type ProjectView,
  personalFiles,
  planNow,
  type ToRegenerate,
  whatToRegenerate,
} from "./graph.ts";
import { inOrder, type PlannedFile, type ProjectPlan } from "./plan.ts";
import type { SpecItem } from "./spec-items.ts";

export interface DraftGround {
  items: readonly SpecItem[];
  /** What was generated before. */
  graph?: ProjectGraph | undefined;
  view: ProjectView;
}

export interface DraftFile {
  file: PlannedFile;
  /** Why it would be written; it would not be where there is no reason. "plan": what is planned of it has changed. */
  because: readonly (ToRegenerate["because"][number] | "plan")[];
  /** Of it and its tests, what a person wrote or changed: written over only where the person says so. */
  theirs: readonly string[];
}

/** In the order of generation. */
export function draftFiles(plan: ProjectPlan, { items, graph, view }: DraftGround): DraftFile[] {
  const before = graph ?? { version: 1 as const, plan, files: [] };
  const records = new Map(before.files.map((file) => [file.path, file]));
  const planned = new Map(planNow(before, items, view).files.map((file) => [file.path, file]));
  const found = new Map(
    whatToRegenerate({ ...before, plan }, items, view).files.map(({ path, because }) => [path, because]),
  );
  return inOrder(plan.files).map((file) => {
    const then = planned.get(file.path);
    const isChanged = records.has(file.path) && (!then || !isSamePlan(then, file));
    const because = [...(found.get(file.path) ?? []), ...(isChanged ? (["plan"] as const) : [])];
    return { file, because, theirs: personalFiles(file, records.get(file.path), items, view) };
  });
}

/** Items that no file fulfils. A heading asks for nothing. */
export function uncoveredItems({ files }: ProjectPlan, items: readonly SpecItem[]): SpecItem[] {
  const covered = new Set(files.flatMap(({ fromSpec }) => fromSpec));
  return items.filter(({ id, kind }) => kind !== "section" && !covered.has(id));
}

export function withFile(plan: ProjectPlan, path: string, change: Partial<Omit<PlannedFile, "path">>): ProjectPlan {
  return { files: plan.files.map((file) => (file.path === path ? { ...file, ...change } : file)) };
}

export function withoutFile({ files }: ProjectPlan, path: string): ProjectPlan {
  return {
    files: files
      .filter((file) => file.path !== path)
      .map((file) => ({ ...file, dependsOn: file.dependsOn.filter((needed) => needed !== path) })),
  };
}

export function withNewFile(
  { files }: ProjectPlan,
  raw: string,
): Result<ProjectPlan, "bad-path" | "twice" | "too-many"> {
  const path = normalizePath(raw.trim());
  if (!path.ok) return fail("bad-path", path.message);
  if (files.some((file) => file.path === path.value || file.tests === path.value)) {
    return fail("twice", `${path.value} is planned already.`);
  }
  if (files.length >= agentLimits.maxPlannedFiles)
    return fail("too-many", "The plan has as many files as it may have.");
  return succeed({
    files: [...files, { path: path.value, purpose: "", exports: [], dependsOn: [], fromSpec: [] }],
  });
}

function isSamePlan(one: PlannedFile, other: PlannedFile): boolean {
  const told = ({ purpose, exports, dependsOn, tests, fromSpec }: PlannedFile) =>
    JSON.stringify([purpose, exports, dependsOn, tests, fromSpec]);
  return told(one) === told(other);
}
