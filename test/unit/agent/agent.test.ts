/** A whole run: the edge's loop, the line, the browser's hands. */
import { expect, it, vi } from "vitest";
import { AgentProject } from "../../support/agent-project.ts";
import { AgentServer } from "../../support/agent-server.ts";
import { disobeys, followsScript, inWords, modelByFetch } from "../../support/scripted-model.ts";
import { failOnUnhandledRejections } from "../../support/unhandled-rejections.ts";

failOnUnhandledRejections();

const read = inWords({ tool: "read", arguments: { path: "a.ts" } });
const fix = inWords({ tool: "edit", arguments: { edits: [{ path: "a.ts", search: "two", replace: "2" }] } });
const test = inWords({ tool: "run", arguments: { command: "npm test" } });
const files = { "a.ts": "one\ntwo\nthree\n" };
const order = { request: "Make it 2.", language: "en", edits: "allow" } as const;

function begin(...answers: string[]) {
  const model = modelByFetch(followsScript(...answers));
  const server = new AgentServer({ fetch: model.fetch });
  const project = new AgentProject(files);
  return { model, server, project, page: server.page(project) };
}

async function until(condition: () => boolean | undefined): Promise<void> {
  await vi.waitFor(() => expect(condition()).toBe(true), { timeout: 15_000 });
}

it("[AG1][AG2] looks, edits, asks before it runs the tests, and is done; the transcript has it all", async () => {
  const { project, page } = begin(read, fix, test, "It says 2 now.");
  project.program = () => ({ output: ["1 passed"], exit: 0 });
  expect(page.agent.start(order)).toBe(true);
  expect(page.agent.start(order)).toBe(false);
  await until(() => page.view?.state === "asking");
  expect(page.view?.approval).toMatchObject({ effect: "run", call: { arguments: { command: "npm test" } } });
  expect(project.commands).toEqual([]);
  page.agent.approve();
  await until(() => page.view?.state === "finished");
  expect(page.view).toMatchObject({ end: { reason: "done", message: "" }, tokens: 60, saying: "", canUndo: true });
  expect(project.texts()["a.ts"]).toBe("one\n2\nthree\n");
  expect(project.commands).toEqual(["jsh -c npm test"]);
  const { steps } = JSON.parse(page.agent.transcript());
  expect(JSON.stringify(steps)).toContain("1 passed");
  expect(JSON.stringify(steps)).toContain("-two\\n+2");
  expect(page.agent.undo()).toEqual({ restored: ["a.ts"], kept: [] });
  expect(project.texts()).toEqual(files);
  page.leave();
});

it("tells the model the project's rules for the files that the request is about", async () => {
  const model = modelByFetch(followsScript("Done."));
  const project = new AgentProject({
    ...files,
    "AGENTS.md": "Be brief.",
    ".assistant/rules/tests.md": "---\nglobs: ['*.test.ts']\n---\nTests tell stories.",
    ".assistant/rules/css.md": "---\nglobs: ['*.css']\n---\nNo colours.",
  });
  const page = new AgentServer({ fetch: model.fetch }).page(project);
  page.agent.start({ ...order, context: [{ label: "a.test.ts", path: "a.test.ts", text: "it();" }] });
  await until(() => page.view?.state === "finished");
  const asked = JSON.stringify(model.asked);
  const told = ["Be brief.", "Tests tell stories.", "No colours.", "it();"].map((text) => asked.includes(text));
  expect(told).toEqual([true, true, false, true]);
  page.leave();
});

it("[AG1] shows no step twice, and runs no tool twice, whatever arrives again", async () => {
  const { project, page } = begin(test, "Done.");
  page.agent.start(order);
  await until(() => page.view?.state === "asking");
  page.agent.approve();
  await until(() => page.view?.state === "finished");
  const steps = page.view?.steps;
  for (const frame of page.wire.filter((each) => /"kind":"step"|"type":"agent-tool"/.test(each))) page.repeat(frame);
  expect(page.view?.steps).toEqual(steps);
  expect(project.commands).toHaveLength(1);
  page.leave();
});

it("goes on without what the person refuses", async () => {
  const { project, page } = begin(test, "The tests are not run.");
  page.agent.start(order);
  await until(() => page.view?.state === "asking");
  page.agent.refuse();
  await until(() => page.view?.state === "finished");
  expect(project.commands).toEqual([]);
  page.leave();
});

it("[AG7] survives a line that breaks while a tool is at work: it is done once", async () => {
  const { project, page } = begin(test, "Done.");
  const { promise, resolve } = Promise.withResolvers<void>();
  project.program = () => ({ does: () => resolve() });
  page.agent.start(order);
  await until(() => page.view?.state === "asking");
  page.agent.approve();
  await promise;
  page.cut();
  await until(() => page.wire.some((frame) => frame.includes('"again":true')));
  expect(project.commands).toHaveLength(1);
  page.agent.stop();
  await until(() => page.view?.state === "finished");
  expect(project.killed).toHaveLength(1);
  page.leave();
});

it("[AG7] survives a reload: the new page has all steps, asks again, and can undo what the old one did", async () => {
  const { server, project, page } = begin(read, fix, test, "Done.");
  page.agent.start(order);
  await until(() => page.view?.state === "asking");
  const steps = page.view?.steps;
  page.leave();
  const next = server.page(project, page.kept);
  await until(() => next.view?.state === "asking");
  expect(next.view?.steps).toEqual(steps);
  expect(next.view).toMatchObject({ request: "Make it 2.", canUndo: true });
  next.agent.approve();
  await until(() => next.view?.state === "finished");
  expect(project.commands).toHaveLength(1);
  next.agent.undo();
  expect(project.texts()).toEqual(files);
  next.leave();
});

it("[AG3][AG7] a command that was approved before a reload is not made again by the page after it", async () => {
  const { server, project, page } = begin(test, "I do not know how far it came.");
  const { promise, resolve } = Promise.withResolvers<void>();
  project.program = () => ({ does: () => resolve() });
  page.agent.start(order);
  await until(() => page.view?.state === "asking");
  page.agent.approve();
  await promise;
  page.leave();
  const next = server.page(project, page.kept);
  await until(() => next.view?.state === "finished");
  expect(project.commands).toHaveLength(1);
  expect(JSON.stringify(next.view?.steps)).toContain("interrupted");
  next.leave();
});

it("[AG6] Stop ends it in every phase, without a connection too, and all of it can be undone", async () => {
  const { project, page } = begin(fix, test);
  page.agent.start(order);
  await until(() => page.view?.state === "asking");
  page.cut();
  page.agent.stop();
  await until(() => page.view?.state === "finished");
  expect(page.view?.end?.reason).toBe("stopped");
  page.agent.undo();
  expect(project.texts()).toEqual(files);
  expect(project.commands).toEqual([]);
  page.leave();
});

it("a disobedient model that says all is well has changed nothing without a yes, and the steps show so", async () => {
  const model = modelByFetch(
    disobeys(
      { tool: "edit", arguments: { edits: [{ path: "a.ts", delete: true }] } },
      { tool: "run", arguments: { command: "rm -rf ." } },
    ),
  );
  const project = new AgentProject(files);
  const page = new AgentServer({ fetch: model.fetch }).page(project);
  page.agent.start(order);
  for (let count = 0; count < 2; count++) {
    await until(() => page.view?.state === "asking");
    page.agent.refuse();
  }
  await until(() => page.view?.state === "finished");
  expect(project.texts()).toEqual(files);
  expect(page.view?.steps.filter((step) => step.kind === "result" && step.result.ok)).toEqual([]);
  page.leave();
});

it("[AG7] two tabs: the newer holds the run, the older shows so and does nothing more", async () => {
  const { server, project, page } = begin(test, "Done.");
  page.agent.start(order);
  await until(() => page.view?.state === "asking");
  const other = server.page(project, page.kept);
  await until(() => other.view?.state === "asking");
  expect(page.view).toMatchObject({ state: "moved", approval: undefined });
  other.agent.approve();
  await until(() => other.view?.state === "finished");
  expect(project.commands).toHaveLength(1);
  for (const each of [page, other]) each.leave();
});
