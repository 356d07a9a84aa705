/** The agent in the IDE: it looks, edits and runs after a yes to exactly that; Stop and undo take all of it back; a reload goes on with it. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Ide } from "../support/ide.ts";
import { type RecordedRequest, type ScriptedEndpoint, startScriptedEndpoint } from "../support/scripted-endpoint.ts";
import type { RunningServer } from "../support/server.ts";
import { axeFindings, createPeople, picture, startBuiltServer, startProject } from "./ui-person.ts";

let endpoint: ScriptedEndpoint;
let server: RunningServer;
const people = createPeople();

beforeAll(async () => {
  endpoint = await startScriptedEndpoint({ pieces: [] });
  const models = [{ name: "scripted", endpoint: endpoint.url, dialect: "openai-chat" }];
  server = await startBuiltServer({ GLASSHOUSE_MODELS: JSON.stringify(models) });
});

afterAll(async () => {
  await people.close();
  await server.stop();
  await endpoint.close();
});

const panel = (page: Page) => page.getByRole("region", { name: "Agent" });
const question = (page: Page) => panel(page).getByRole("alertdialog");

/** Answers of the agent's model, one a turn; other questions to the same endpoint get nothing. */
function script(turns: readonly string[]): void {
  let turn = 0;
  endpoint.script = { pieces: (request) => [isAgents(request) ? (turns[turn++] ?? "All is done.") : ""] };
}

function isAgents({ body }: RecordedRequest): boolean {
  return JSON.stringify(body).includes("step by step by way of the tools");
}

const call = (tool: string, given: object) => `\`\`\`json\n${JSON.stringify({ tool, arguments: given })}\n\`\`\``;
const source = "export const answer = 41;\n";
const edit = call("edit", { edits: [{ path: "answer.js", search: "41", replace: "42" }] });

async function begin(theme: "dark" | "light"): Promise<{ page: Page; ide: Ide }> {
  const { page } = await people.open({ theme });
  await startProject(page, server.origin, /^Express server/);
  const ide = new Ide(page);
  await ide.newFile("answer.js", source);
  await ide.prompt();
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").getByRole("combobox").fill("Give the agent a task");
  await page.keyboard.press("Enter");
  await panel(page).getByRole("textbox").fill("Put the answer right.");
  return { page, ide };
}

const start = (page: Page) => panel(page).getByRole("button", { name: "Start" }).click();

test("it asks before each side effect with the exact arguments, and one click takes the whole run back", async () => {
  const { page, ide } = await begin("dark");
  script([
    call("read", { path: "answer.js" }),
    edit,
    call("run", { command: "node -e 'console.log(6*7)'" }),
    "The answer is 42 now.",
  ]);
  await picture(page, "agent-order");
  expect(await axeFindings(page)).toEqual([]);
  await start(page);
  await question(page).waitFor();
  await picture(page, "agent-question");
  expect(await axeFindings(page)).toEqual([]);
  expect(await question(page).textContent()).toContain('"search": "41"');
  expect(await ide.text()).toBe(source);
  await question(page).getByRole("button", { name: "Allow once" }).click();
  await question(page).getByText("$ node -e 'console.log(6*7)'").waitFor();
  await expect.poll(() => ide.text()).toBe("export const answer = 42;\n");
  await question(page).getByRole("button", { name: "Allow once" }).click();
  await panel(page).getByText("The answer is 42 now.").waitFor();
  await panel(page).getByText("Done.").waitFor();
  expect(await panel(page).getByRole("log").textContent()).toMatch(/Exit code 0[\s\S]*42/);
  await picture(page, "agent-done");
  await panel(page).getByRole("button", { name: "Undo the whole run" }).click();
  await expect.poll(() => ide.text()).toBe(source);
});

test("Stop in the middle of a command ends it, and undo leaves no trace", async () => {
  const { page, ide } = await begin("light");
  script([edit, call("run", { command: "sleep 60" })]);
  await panel(page).getByRole("combobox").selectOption("allow");
  await start(page);
  await question(page).getByRole("button", { name: "Allow once" }).click();
  await expect.poll(() => ide.text()).toBe("export const answer = 42;\n");
  await panel(page).getByRole("button", { name: "Stop" }).click();
  await panel(page).getByText("Stopped by you.").waitFor();
  await panel(page).getByRole("button", { name: "Undo the whole run" }).click();
  await expect.poll(() => ide.text()).toBe(source);
  await page.setViewportSize({ width: 390, height: 844 });
  await picture(page, "agent-narrow");
});

test("a reload in the middle of a run goes on with it, and what was refused is not done", async () => {
  const { page, ide } = await begin("dark");
  script([call("read", { path: "answer.js" }), edit, "Then it stays as it is."]);
  await start(page);
  await question(page).waitFor();
  await page.reload();
  await page.locator(".cm-content").waitFor();
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").getByRole("combobox").fill("Give the agent a task");
  await page.keyboard.press("Enter");
  await question(page).getByRole("button", { name: "Refuse" }).click();
  await panel(page).getByText("Then it stays as it is.").waitFor();
  await panel(page).getByText("Done.").waitFor();
  await ide.openFile("answer.js");
  expect(await ide.text()).toBe(source);
});
