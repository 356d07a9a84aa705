/** The questions by which a planned project is written: facts only, as every ask. */
import type { AskInput } from "../ask.ts";
import { agentLimits } from "../limits.ts";
import type { ProjectView } from "./graph.ts";
import { interfaceOf } from "./interface-of.ts";
import type { PlannedFile, ProjectPlan } from "./plan.ts";
import type { ProjectProblem } from "./report.ts";
import type { SpecItem } from "./spec-items.ts";

export interface ProjectGround {
  plan: ProjectPlan;
  items: readonly SpecItem[];
  view: ProjectView;
}

/** Whoever asks adds the language. */
type Question = Omit<AskInput, "language">;

export function askOfFile(file: PlannedFile, ground: ProjectGround): Question {
  return { task: "write-file", ...about(file, ground), request: `${file.path}: ${file.purpose}` };
}

export function askForTests(file: PlannedFile, ground: ProjectGround): Question {
  return { task: "tests", ...about(file, ground) };
}

export function askToFix(file: PlannedFile, red: readonly ProjectProblem[], ground: ProjectGround): Question {
  const asked = about(file, ground);
  const told = red.slice(0, agentLimits.maxToldProblems).map(({ path, message }) => `${path}: ${message}`);
  const tests = file.tests === undefined ? undefined : ground.view.read(file.tests);
  const context = [
    { label: "problems", text: short(told.join("\n")) },
    ...(tests === undefined || file.tests === undefined ? [] : [{ label: file.tests, text: short(tests) }]),
    ...asked.context,
  ];
  return { task: "fix", ...asked, context: context.slice(0, agentLimits.maxPassages) };
}

/** The file as it is, what the plan and the specification say of it, and what the files it needs export. */
function about(file: PlannedFile, { items, view }: ProjectGround) {
  const { path, purpose, exports, dependsOn, tests } = file;
  const text = view.read(path);
  const own = items.filter(({ id }) => file.fromSpec.includes(id));
  const context = [
    { label: `plan of ${path}`, text: short(JSON.stringify({ path, purpose, exports, dependsOn, tests }, null, 2)) },
    ...(own.length
      ? [{ label: "specification", text: short(own.map(({ id, text: said }) => `${id}: ${said}`).join("\n\n")) }]
      : []),
    ...dependsOn.flatMap((needed) => {
      const source = view.read(needed);
      if (source === undefined) return [];
      return [{ label: `${needed} exports`, text: short(interfaceOf(source, view.outline(needed, source))) }];
    }),
  ];
  const isShown = text !== undefined && text !== "" && text.length <= agentLimits.maxPassageChars;
  return {
    ...(isShown ? { subject: { path, text, firstLine: 1 } } : {}),
    context: context.slice(0, agentLimits.maxPassages),
  };
}

function short(text: string): string {
  return text.slice(0, agentLimits.maxPassageChars);
}
