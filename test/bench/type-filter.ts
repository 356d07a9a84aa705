/** `npm run bench -- type-filter`: what the type filter lets through, and how long it takes, on TypeScript sources that packages ship. */
import { collectCases, type FilterCase } from "./type-filter/cases.ts";
import { type FilterProject, openProject, type SourcePackage, sourcePackages } from "./type-filter/project.ts";

interface Judged {
  right: boolean;
  kept: boolean;
  adds: boolean;
  tookMs: number;
}

/** More with `CASES=n`: a larger sample takes minutes. */
const casesPerFile = Number(process.env["CASES"] ?? 4);
const casesToWarmUp = 31;

interface FilterFigures {
  suggestions: number;
  filterP50Ms: number;
  filterP95Ms: number;
  filterP99Ms: number;
  /** Suggestions that add an error and were shown. */
  addedErrorsShown: number;
  /** Of those that are right and add none. */
  shownKeptPct: number;
}

export async function bench(): Promise<FilterFigures> {
  const packages = sourcePackages();
  warmUp(packages[0]);
  const judged = packages.flatMap(({ name, files }) => {
    const project = openProject(name, files);
    const found = [...files].flatMap(([path, text]) => judgeFile(project, path, text));
    console.log(`${name}: ${files.size} files, ${found.length} suggestions`);
    return found;
  });
  return figuresOf(judged);
}

/** The filter's figures under the names that the completion bench prints them by. */
export async function filterFigures(): Promise<{ newErrorsShown: number; shownKeptPct: number; filterP50Ms: number }> {
  const { addedErrorsShown, shownKeptPct, filterP50Ms } = await bench();
  return { newErrorsShown: addedErrorsShown, shownKeptPct, filterP50Ms };
}

/** A service that has been typed with for a while: TypeScript's own code is compiled by then. Other lines than those judged. */
function warmUp(found: SourcePackage | undefined): void {
  if (!found) return;
  const project = openProject(found.name, found.files);
  for (const [path, text] of found.files) {
    project.problems(path, text);
    for (const each of collectCases(text, casesToWarmUp)) project.check(path, each);
  }
}

/** Checks as the editor does while a file is typed in; what is true of each suggestion is found out afterwards. */
function judgeFile(project: FilterProject, path: string, text: string): Judged[] {
  const cases = collectCases(text, casesPerFile);
  const checked = cases.map((each) => {
    project.problems(path, each.paused);
    return { each, ...project.check(path, each) };
  });
  return checked.map(({ each, verdict, tookMs }) => ({
    right: each.right,
    kept: verdict === "keep",
    adds: addsErrors(project, path, each),
    tookMs,
  }));
}

/** By whole programs made anew: more errors of some kind and wording than there were. */
function addsErrors(project: FilterProject, path: string, { before, from, to, insert }: FilterCase): boolean {
  const known = countOf(project.problems(path, before));
  const now = countOf(project.problems(path, before.slice(0, from) + insert + before.slice(to)));
  return [...now].some(([problem, count]) => count > (known.get(problem) ?? 0));
}

function countOf(problems: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const problem of problems) counts.set(problem, (counts.get(problem) ?? 0) + 1);
  return counts;
}

function figuresOf(judged: readonly Judged[]): FilterFigures {
  const good = judged.filter(({ right, adds }) => right && !adds);
  const wrong = judged.filter(({ adds }) => adds);
  const times = judged.map(({ tookMs }) => tookMs).sort((a, b) => a - b);
  const at = (share: number) => Number((times[Math.floor(times.length * share)] ?? 0).toFixed(2));
  console.log(`${judged.length} suggestions: ${wrong.length} add an error, ${good.length} are right and add none`);
  return {
    suggestions: judged.length,
    filterP50Ms: at(0.5),
    filterP95Ms: at(0.95),
    filterP99Ms: at(0.99),
    addedErrorsShown: wrong.filter(({ kept }) => kept).length,
    shownKeptPct: Number(((100 * good.filter(({ kept }) => kept).length) / good.length).toFixed(1)),
  };
}
