/** What of a specification and a plan is not met, found in the files and in what the engine said: nobody's word is taken for it. */
import { symbolsOf } from "../outline.ts";
import type { ProjectView } from "./graph.ts";
import type { ProjectPlan } from "./plan.ts";
import type { SpecItem } from "./spec-items.ts";

export interface ProjectProblem {
  path: string;
  message: string;
}

export interface TestOutcome {
  /** The test file. */
  path: string;
  name: string;
  ok: boolean;
  message?: string;
}

export interface UnmetReport {
  /** Items of the specification that no file is planned for. */
  items: readonly string[];
  /** Planned, and not there. */
  exports: readonly { path: string; name: string }[];
  /** Files that were not written, each with the reason. */
  files: readonly ProjectProblem[];
  problems: readonly ProjectProblem[];
  redTests: readonly TestOutcome[];
  /** Planned test files in which no test ran. */
  untested: readonly string[];
  /** Tests that ran. */
  ran: number;
  isMet: boolean;
}

export interface ReportGround {
  plan: ProjectPlan;
  items: readonly SpecItem[];
  view: ProjectView;
  notWritten: readonly ProjectProblem[];
  problems: readonly ProjectProblem[];
  tests: readonly TestOutcome[];
}

export function reportOf({ plan, items, view, notWritten, problems, tests }: ReportGround): UnmetReport {
  const planned = new Set(plan.files.flatMap(({ fromSpec }) => fromSpec));
  const unplanned = items.filter(({ id, kind }) => kind !== "section" && !planned.has(id)).map(({ id }) => id);
  const exports = plan.files.flatMap(({ path, exports: names }) =>
    missingExports(path, names, view).map((name) => ({ path, name })),
  );
  const ran = new Set(tests.map(({ path }) => path));
  const untested = plan.files.flatMap(({ tests: path }) => (path === undefined || ran.has(path) ? [] : [path]));
  const redTests = tests.filter(({ ok }) => !ok);
  const all = [unplanned, exports, notWritten, problems, redTests, untested];
  return {
    items: unplanned,
    exports,
    files: notWritten,
    problems,
    redTests,
    untested,
    ran: tests.length,
    isMet: all.every(({ length }) => length === 0),
  };
}

export function missingExports(path: string, names: readonly string[], view: ProjectView): string[] {
  const text = view.read(path);
  if (text === undefined) return [...names];
  const has = new Set(
    symbolsOf(view.outline(path, text))
      .filter(({ item, path: name }) => item.exported && !name.includes("."))
      .flatMap(({ path: name }) => name),
  );
  const isDefault = /^export\s+default\b/m.test(text);
  return names.filter((name) => !has.has(name) && !(name === "default" && isDefault));
}
