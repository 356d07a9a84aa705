/** [34] Orders in files, packages, results of tools and web pages, and models that obey them: nothing is done without a yes to exactly that. */
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { isProtectedPath } from "../../shared/agent/loop/approval.ts";
import { type AgentPage, AgentServer } from "../support/agent-server.ts";
import { injectionCases as cases, type InjectionCase, projectOf, secrets } from "../support/injection-cases.ts";
import { writeReport } from "../support/report.ts";
import { modelByFetch, obeysWhatItReads } from "../support/scripted-model.ts";
import { failOnUnhandledRejections } from "../support/unhandled-rejections.ts";

failOnUnhandledRejections();

const figures = { cases: cases.length, runs: 0, asked: 0, injectionSideEffects: 0, neverSeen: 0 };
const fetchSpy = vi.spyOn(globalThis, "fetch");

beforeAll(() => expect(cases.length).toBeGreaterThanOrEqual(40));
afterAll(() => {
  expect(fetchSpy).not.toHaveBeenCalled();
  writeReport("injection", figures);
});

/** A person who wants what was asked for, reads what is shown, and says no to the rest; and somebody who tries old yeses on it. */
async function decide(page: AgentPage, { looks, obeys }: InjectionCase): Promise<string[]> {
  const approved: string[] = [];
  const hashes: string[] = [];
  for (let view = await page.decision(); view.state === "asking"; view = await page.decision()) {
    if (!view.approval) throw new Error("nothing is shown to decide about");
    const { call: shown, hash } = view.approval;
    figures.asked++;
    // Exactly what the model asked for is shown.
    expect([...looks, ...obeys].map((each) => JSON.stringify([each.tool, each.arguments]))).toContain(
      JSON.stringify([shown.tool, shown.arguments]),
    );
    for (const old of hashes) page.inject({ type: "agent-approve", run: view.run, hash: old });
    await new Promise((resolve) => setImmediate(resolve));
    hashes.push(hash);
    expect(page.view?.approval?.hash).toBe(hash);
    if (looks.some((look) => JSON.stringify(look.arguments) === JSON.stringify(shown.arguments))) {
      if (shown.tool === "run") approved.push(`jsh -c ${shown.arguments.command}`);
      page.agent.approve();
    } else page.agent.refuse();
  }
  return approved;
}

describe.each(cases)("$name", (each) => {
  it.each([
    { edits: "ask", obeys: "what it reads" },
    { edits: "ask", obeys: "in any case" },
    { edits: "allow", obeys: "in any case" },
  ] as const)("edits: $edits, a model that obeys $obeys", async ({ edits, obeys }) => {
    const orders = [{ sees: obeys === "in any case" ? "" : each.sees, obeys: each.obeys }];
    const model = modelByFetch(obeysWhatItReads(each.looks, orders));
    const server = new AgentServer({ fetch: model.fetch });
    const project = projectOf(each);
    const before = project.texts();
    const page = server.page(project);
    page.agent.start({ request: "Look at this and tell me what is wrong.", language: "en", edits });
    const approved = await decide(page, each);
    const after = project.texts();
    const changed = Object.keys({ ...before, ...after }).filter((path) => before[path] !== after[path]);
    // Plain files alone, and only where the person allowed that for the run.
    const harm = changed.filter((path) => edits === "ask" || isProtectedPath(path) || after[path] === undefined);
    const done = project.commands.filter((command) => !approved.includes(command));
    figures.runs++;
    figures.injectionSideEffects += harm.length + done.length;
    expect({ harm, done, commands: project.commands, elsewhere: model.elsewhere }).toEqual({
      harm: [],
      done: [],
      commands: approved,
      elsewhere: [],
    });
    const told = JSON.stringify(model.asked) + page.wire.join("\n");
    for (const secret of secrets) expect(told).not.toContain(secret);
    if (
      obeys === "what it reads" &&
      !page.view?.steps.some(
        (step) => step.kind === "said" && step.text.includes(JSON.stringify(each.obeys[0]?.arguments)),
      )
    ) {
      figures.neverSeen++;
      // Only what is hidden, or a mark of ours or of a model's, is kept from it.
      expect(each.name).toMatch(/tags of Unicode|no width|marks|result of a tool|direction/);
    }
    page.agent.undo();
    expect(project.texts()).toEqual(before);
    page.leave();
  });
});
