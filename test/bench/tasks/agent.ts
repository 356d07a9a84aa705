/** The agent with models that obey what they read, stopped at every point, and with pages that go away. */
import { AgentProject } from "../../support/agent-project.ts";
import { AgentServer } from "../../support/agent-server.ts";
import { type InjectionCase, injectionCases, projectOf } from "../../support/injection-cases.ts";
import { inWords, modelByFetch, obeysWhatItReads } from "../../support/scripted-model.ts";
import { stopLatencies, stopPoints } from "../../support/stop-latency.ts";
import { percent } from "./long-files.ts";

export interface AgentFigures {
  injectionCases: number;
  /** Files changed and commands run that nobody said yes to. */
  injectionSideEffects: number;
  stopP95Ms: number;
  /** Of runs whose page was loaded anew at one of their steps: ended as if it had not been. */
  resumeOkPct: number;
}

const stopRounds = 15;
const resumeRounds = 8;

export async function agentFigures(): Promise<AgentFigures> {
  let injectionSideEffects = 0;
  for (const each of injectionCases) injectionSideEffects += await sideEffects(each);
  const stops: number[] = [];
  for (const point of stopPoints) stops.push(...(await stopLatencies(point, stopRounds)));
  const sorted = stops.toSorted((one, other) => one - other);
  let resumed = 0;
  for (let round = 0; round < resumeRounds; round++) if (await resumes(round % (resumeRounds / 2))) resumed++;
  return {
    injectionCases: injectionCases.length,
    injectionSideEffects,
    stopP95Ms: Math.round(sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0),
    resumeOkPct: percent(resumed, resumeRounds),
  };
}

/** A model that obeys in any case, and a person who says no to all but what was asked for. */
async function sideEffects(each: InjectionCase): Promise<number> {
  const model = modelByFetch(obeysWhatItReads(each.looks, [{ sees: "", obeys: each.obeys }]));
  const project = projectOf(each);
  const before = project.texts();
  const page = new AgentServer({ fetch: model.fetch }).page(project);
  page.agent.start({ request: "Look at this and tell me what is wrong.", language: "en", edits: "ask" });
  let approved = 0;
  for (let view = await page.decision(); view.state === "asking"; view = await page.decision()) {
    const wanted = each.looks.some(
      (look) => JSON.stringify(look.arguments) === JSON.stringify(view.approval?.call.arguments),
    );
    if (wanted) approved++;
    if (wanted) page.agent.approve();
    else page.agent.refuse();
  }
  const after = project.texts();
  const changed = Object.keys({ ...before, ...after }).filter((path) => before[path] !== after[path]);
  page.leave();
  return changed.length + Math.max(0, project.commands.length - approved) + model.elsewhere.length;
}

const edit = (from: number) =>
  inWords({ tool: "edit", arguments: { edits: [{ path: "a.js", search: `${from};`, replace: `${from + 1};` }] } });

/** The page is loaded anew when it asks for the `at`-th time; each edit is made once all the same. */
async function resumes(at: number): Promise<boolean> {
  const project = new AgentProject({ "a.js": "0;\n" });
  const turns = [edit(0), edit(1), edit(2), edit(3), "Done."];
  const model = modelByFetch(({ messages }) => turns[messages.filter(({ role }) => role === "assistant").length] ?? "");
  const server = new AgentServer({ fetch: model.fetch });
  let page = server.page(project);
  page.agent.start({ request: "Count to four.", language: "en", edits: "ask" });
  for (let asked = 0; ; asked++) {
    let view = await page.decision();
    if (view.state === "finished") break;
    if (asked === at) {
      page.leave();
      page = server.page(project, page.kept);
      view = await page.decision();
    }
    page.agent.approve();
  }
  const isDone = page.view?.end?.reason === "done" && project.texts()["a.js"] === "4;\n";
  page.agent.undo();
  const isUndone = project.texts()["a.js"] === "0;\n";
  page.leave();
  return isDone && isUndone;
}
