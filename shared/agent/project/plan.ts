/** A project's files before they are written: what each is for, what it exports and needs. A model's plan is untrusted. */
import * as v from "valibot";
import { fail, type Result, succeed } from "../../lib/result.ts";
import { normalizePath } from "../../workspace/path.ts";
import { jsonIn } from "../json-in.ts";
import { agentLimits } from "../limits.ts";

const text = v.pipe(v.string(), v.maxLength(4_096));
const names = v.pipe(v.array(text), v.maxLength(agentLimits.maxPlannedNames));

export const plannedFileSchema = v.object({
  path: text,
  purpose: text,
  exports: v.optional(names, []),
  /** Paths of the project. */
  dependsOn: v.optional(names, []),
  /** The file with its unit tests. Models write lists too: the first counts. */
  tests: v.optional(
    v.union([
      text,
      v.pipe(
        names,
        v.transform(([first]) => first),
      ),
    ]),
  ),
  /** Ids of the specification's items that it is to meet. */
  fromSpec: v.optional(names, []),
});
export type PlannedFile = v.InferOutput<typeof plannedFileSchema>;

export const planSchema = v.object({
  files: v.pipe(v.array(plannedFileSchema), v.minLength(1), v.maxLength(agentLimits.maxPlannedFiles)),
});
export type ProjectPlan = v.InferOutput<typeof planSchema>;

export interface PlanProblem {
  code: "bad-path" | "twice" | "unknown-dependency" | "cycle" | "unknown-item";
  path: string;
  message: string;
}

export interface ReadPlan {
  plan: ProjectPlan;
  /** What was left out of it, and why. */
  problems: readonly PlanProblem[];
}

export interface PlanGround {
  /** Ids of the specification. */
  items: ReadonlySet<string>;
  /** A file that is there and not planned. */
  exists(path: string): boolean;
}

/** The plan in a model's answer; every path in it is the workspace's, and no file needs itself by way of others. */
export function readPlan(answer: string, ground: PlanGround): Result<ReadPlan, "bad-plan"> {
  const json = jsonIn(answer);
  if (json === undefined) return fail("bad-plan", "The answer is no plan: it holds no JSON.");
  const parsed = v.safeParse(planSchema, json);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    return fail("bad-plan", `The answer is no plan: ${v.getDotPath(issue) ?? "its top"}: ${issue.message}.`);
  }
  const problems: PlanProblem[] = [];
  const paths = checkedPaths(parsed.output.files, problems);
  if (!paths.length) return fail("bad-plan", "No file of the plan has a path of the workspace.");
  const files = withoutCycles(checkedNeeds(withoutTests(paths), ground, problems), problems);
  return succeed({ plan: { files }, problems });
}

/** Dependencies before what needs them; else as planned. Files that need each other stand in the plan's order. */
export function inOrder(files: readonly PlannedFile[]): PlannedFile[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const ordered = new Set<PlannedFile>();
  const visiting = new Set<PlannedFile>();
  const visit = (file: PlannedFile): void => {
    if (ordered.has(file) || visiting.has(file)) return;
    visiting.add(file);
    for (const path of file.dependsOn) {
      const needed = byPath.get(path);
      if (needed) visit(needed);
    }
    ordered.add(file);
  };
  for (const file of files) visit(file);
  return [...ordered];
}

/** Tests belong to their file, also where a model plans them by themselves. */
function withoutTests(files: readonly PlannedFile[]): PlannedFile[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const tests = new Set(files.flatMap((file) => (file.tests === undefined ? [] : [file.tests])));
  return files
    .filter(({ path }) => !tests.has(path))
    .map((file) => {
      const own = file.tests === undefined ? undefined : byPath.get(file.tests);
      return {
        ...file,
        dependsOn: file.dependsOn.filter((path) => !tests.has(path)),
        fromSpec: [...file.fromSpec, ...(own?.fromSpec ?? [])],
      };
    });
}

function checkedPaths(files: readonly PlannedFile[], problems: PlanProblem[]): PlannedFile[] {
  const taken = new Set<string>();
  return files.flatMap((file) => {
    const path = checkedPath(file.path, problems);
    if (path === undefined) return [];
    if (taken.has(path)) {
      problems.push({ code: "twice", path, message: `${path} is planned twice; the first counts.` });
      return [];
    }
    taken.add(path);
    const tests = file.tests === undefined ? undefined : checkedPath(file.tests, problems);
    const { tests: _raw, ...rest } = file;
    return [{ ...rest, path, ...(tests === undefined || tests === path ? {} : { tests }) }];
  });
}

function checkedPath(raw: string, problems: PlanProblem[]): string | undefined {
  const path = normalizePath(raw.trim());
  if (path.ok && !isOfAssistant(path.value)) return path.value;
  const message = path.ok ? `${path.value} tells the assistant what to do: people write it.` : path.message;
  problems.push({ code: "bad-path", path: raw.slice(0, 200), message });
  return undefined;
}

/** Rules and agents: a specification that is made to harm could plan them. */
function isOfAssistant(path: string): boolean {
  return /^\.assistant(?:\/|$)|(?:^|\/)agents\.md$/i.test(path);
}

function checkedNeeds(files: readonly PlannedFile[], ground: PlanGround, problems: PlanProblem[]): PlannedFile[] {
  const planned = new Set(files.map(({ path }) => path));
  return files.map((file) => {
    const { path } = file;
    const dependsOn = new Set<string>();
    for (const raw of file.dependsOn) {
      const needed = normalizePath(raw.trim());
      if (needed.ok && needed.value === path) continue;
      if (needed.ok && (planned.has(needed.value) || ground.exists(needed.value))) dependsOn.add(needed.value);
      else problems.push({ code: "unknown-dependency", path, message: `${path} needs ${raw}, which nobody writes.` });
    }
    const fromSpec = [...new Set(file.fromSpec)].filter((id) => {
      if (ground.items.has(id)) return true;
      problems.push({ code: "unknown-item", path, message: `The specification has no ${id}.` });
      return false;
    });
    return { ...file, exports: [...new Set(file.exports)], dependsOn: [...dependsOn], fromSpec };
  });
}

/** Walks from file to file as planned; a dependency that leads back into the walk is cut. */
function withoutCycles(files: readonly PlannedFile[], problems: PlanProblem[]): PlannedFile[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const kept = new Map<string, readonly string[]>();
  const walk: string[] = [];
  const visit = ({ path, dependsOn }: PlannedFile): void => {
    if (kept.has(path)) return;
    walk.push(path);
    const left = dependsOn.filter((needed) => {
      const from = walk.indexOf(needed);
      if (from >= 0) {
        const circle = [...walk.slice(from), needed].join(" → ");
        problems.push({
          code: "cycle",
          path,
          message: `Files need each other in a circle: ${circle}. The last need is left out.`,
        });
        return false;
      }
      const file = byPath.get(needed);
      if (file) visit(file);
      return true;
    });
    walk.pop();
    kept.set(path, left);
  };
  for (const file of files) visit(file);
  return files.map((file) => ({ ...file, dependsOn: [...(kept.get(file.path) ?? [])] }));
}
