/** The tasks without a model on real sources: each gives something true or says why it does not, and harms nothing. */
import { applyEdits } from "../../../shared/agent/edits/apply-edits.ts";
import { symbolNamed } from "../../../shared/agent/outline.ts";
import type { TaskName } from "../../../shared/agent/tasks.ts";
import type { StaticTaskAnswer } from "../../../web/language/static-tasks.ts";
import { outline, parseErrors } from "../../support/script-project.ts";
import { StaticDesk } from "../../support/static-desk.ts";
import { sourcePackages } from "../type-filter/project.ts";
import { percent } from "./long-files.ts";

const tasks: readonly TaskName[] = ["explain", "comment", "tests", "optimise", "fix", "review", "commit", "chat"];

export interface NoModelFigures {
  noModelTasks: number;
  noModelTasksOkPct: number;
}

export async function noModelFigures(): Promise<NoModelFigures> {
  let all = 0;
  let ok = 0;
  for (const { name, files } of sourcePackages()) {
    const project = Object.fromEntries(files);
    const desk = new StaticDesk(project);
    for (const [path, text] of files) {
      for (const task of tasks) {
        const changes = [{ path, before: text.slice(0, text.indexOf("\n", text.length / 2) + 1), after: text }];
        const answer = await desk.run(task, { path, changes, request: `where is ${path.split("/").at(-1)} used` });
        const problem = problemOf(task, answer, project);
        all++;
        if (problem === undefined) ok++;
        else console.log(`${name} ${path}, ${task}: ${problem}`);
      }
    }
  }
  return { noModelTasks: all, noModelTasksOkPct: percent(ok, all) };
}

function problemOf(task: TaskName, answer: StaticTaskAnswer, files: Record<string, string>): string | undefined {
  if (answer.kind === "nothing") return answer.reason.trim() === "" ? "no reason" : undefined;
  if (answer.kind === "markdown") return answer.text.trim() === "" ? "no words" : undefined;
  const project = {
    read: (path: string) => files[path],
    symbolAt: (path: string, text: string, symbol: string) => symbolNamed(outline(path, text), symbol),
  };
  const { files: changed, refused } = applyEdits(answer.operations, project);
  if (refused.length) return `refused: ${refused[0]?.message}`;
  for (const [path, text] of changed) {
    const before = files[path];
    if (text === undefined) return `${path} would go`;
    if (parseErrors(path, text) > (before === undefined ? 0 : parseErrors(path, before))) return "more syntax errors";
    if (task === "comment" && before !== undefined && !isOnlyAdded(before, text)) return "lines of code changed";
  }
  return undefined;
}

/** Every line of before is still there, in order. */
function isOnlyAdded(before: string, after: string): boolean {
  const lines = after.split("\n");
  let at = 0;
  return before.split("\n").every((line) => {
    at = lines.indexOf(line, at) + 1;
    return at > 0;
  });
}
