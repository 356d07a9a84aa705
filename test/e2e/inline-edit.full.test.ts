/** Natural language to code at the caret: asked, reviewed change by change, kept as one step of undo; honest where it does not work. */
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { Ide } from "../support/ide.ts";
import { type ScriptedEndpoint, startScriptedEndpoint } from "../support/scripted-endpoint.ts";
import type { RunningServer } from "../support/server.ts";
import { axeFindings, createPeople, picture, startBuiltServer, startProject } from "./ui-person.ts";

let endpoint: ScriptedEndpoint;
let server: RunningServer;
const people = createPeople();

beforeAll(async () => {
  endpoint = await startScriptedEndpoint({ pieces: [] });
  const price = { promptPerMillion: 1, completionPerMillion: 2 };
  const models = [{ name: "scripted", endpoint: endpoint.url, dialect: "openai-chat", price }];
  server = await startBuiltServer({ GLASSHOUSE_MODELS: JSON.stringify(models) });
});

afterEach(() => {
  endpoint.script = { pieces: [] };
});

afterAll(async () => {
  await people.close();
  await server.stop();
  await endpoint.close();
});

/** Ghost text asks the same endpoint, in other words. */
const asked = () => endpoint.requests.filter(({ body }) => JSON.stringify(body).includes("assistant of Glasshouse"));
const bar = (page: Page) => page.getByRole("region", { name: "Task of the assistant" });
const review = (page: Page) => page.getByRole("region", { name: /proposed changes$/ });

async function newFile(page: Page, name: string, text: string): Promise<Ide> {
  const ide = new Ide(page);
  await ide.newFile(name, text);
  return ide;
}

async function request(page: Page, words: string): Promise<void> {
  await page.keyboard.press("Control+i");
  await bar(page).getByRole("textbox").fill(words);
  await page.keyboard.press("Enter");
}

async function startTask(page: Page, command: string): Promise<void> {
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").getByRole("combobox").fill(command);
  await page.keyboard.press("Enter");
  await bar(page).getByRole("button", { name: "Start" }).click();
}

const source = "export function total(list: number[]) {\n  \n}\n";

test("code asked for in words stands in the file after a review, and one undo takes it back", async () => {
  const { page, complaints } = await people.open({ theme: "dark" });
  await startProject(page, server.origin, /^Express server/);
  const ide = await newFile(page, "sum.ts", source);
  endpoint.script = {
    pieces: ["Here it is:\n```ts\nlet sum = 0;\n", "for (const each of list) sum += each;\nreturn sum;\n```\n"],
  };
  await page.locator(".cm-line").nth(1).click();
  await page.keyboard.press("End");
  await request(page, "add the numbers");
  await review(page).waitFor();
  await picture(page, "inline-edit-review");
  expect(await axeFindings(page)).toEqual([]);
  expect(await review(page).textContent()).toContain("1 answer, 16 tokens");
  // Nothing is written before it is kept.
  expect(asked().at(-1)?.body["messages"]).toMatchObject([{ role: "system" }, { role: "user" }]);
  await page.keyboard.press("Enter");
  await review(page).waitFor({ state: "detached" });
  const written =
    "export function total(list: number[]) {\n  let sum = 0;\n  for (const each of list) sum += each;\n  return sum;\n}\n";
  await expect.poll(() => ide.text()).toBe(written);
  await page.locator(".cm-content").press("Control+z");
  await expect.poll(() => ide.text()).toBe(source);
  expect(complaints).toEqual([]);
});

test("each change is kept or discarded for itself", async () => {
  const { page } = await people.open({ theme: "light" });
  await startProject(page, server.origin, /^Express server/);
  const lines = Array.from({ length: 30 }, (_, at) => `export const n${at} = ${at};`);
  const ide = await newFile(page, "numbers.ts", `${lines.join("\n")}\n`);
  const block = (at: number) =>
    `numbers.ts\n<<<<<<< SEARCH\nexport const n${at} = ${at};\n=======\n/** Number ${at}. */\nexport const n${at} = ${at};\n>>>>>>> REPLACE\n`;
  endpoint.script = { pieces: [block(3), block(25)] };
  await startTask(page, "Comment the code");
  await review(page).waitFor();
  await picture(page, "inline-edit-changes");
  await page.setViewportSize({ width: 390, height: 844 });
  await picture(page, "inline-edit-narrow");
  await review(page).getByRole("button", { name: "Keep", exact: true }).first().click();
  await review(page).getByRole("button", { name: "Discard", exact: true }).first().click();
  await review(page).waitFor({ state: "detached" });
  await expect.poll(() => ide.text()).toContain("/** Number 3. */\nexport const n3 = 3;");
  expect(await ide.text()).not.toContain("Number 25");
});

test("an answer that breaks the file is asked for again, and then refused with nothing changed", async () => {
  const { page } = await people.open({ theme: "dark" });
  await startProject(page, server.origin, /^Express server/);
  const ide = await newFile(page, "broken.ts", source);
  endpoint.script = { pieces: ["```\nif (list {\n```"] };
  const before = asked().length;
  await page.locator(".cm-line").nth(1).click();
  await request(page, "break it");
  await bar(page).getByRole("alert").waitFor();
  await picture(page, "inline-edit-failed");
  expect(await bar(page).getByRole("alert").textContent()).toMatch(
    /could not be used.*syntax errors.*Nothing was changed/s,
  );
  expect(asked().slice(before)).toHaveLength(4);
  expect(await ide.text()).toBe(source);
});

test("Stop ends the question at the model, and the file is as it was", async () => {
  const { page } = await people.open({ theme: "dark" });
  await startProject(page, server.origin, /^Express server/);
  const ide = await newFile(page, "slow.ts", source);
  endpoint.script = { pieces: ["let a = 1;\n"], fault: "hang-after-first" };
  await page.locator(".cm-line").nth(1).click();
  await request(page, "wait");
  await bar(page)
    .getByText(/characters written/)
    .waitFor();
  await page.keyboard.press("Enter");
  await endpoint.aborted(1);
  await bar(page).waitFor({ state: "detached" });
  expect(await ide.text()).toBe(source);
});

test("a colleague's line that the proposal also changes stays, and the person is told", async () => {
  const { page } = await people.open({ theme: "dark" });
  await startProject(page, server.origin, /^Express server/);
  const ide = await newFile(page, "both.ts", "export const a = 1;\n\nexport const b = 2;\n");
  const link = await ide.shareLink("edit");
  const other = await people.open({ theme: "dark" });
  const colleague = await Ide.join(other.page, link);
  await colleague.openFile("both.ts");
  const edit = (from: string, to: string) => `both.ts\n<<<<<<< SEARCH\n${from}\n=======\n${to}\n>>>>>>> REPLACE\n`;
  endpoint.script = {
    pieces: [edit("export const a = 1;", "export const a = 10;"), edit("export const b = 2;", "export const b = 20;")],
  };
  await startTask(page, "Optimise the code");
  await review(page).waitFor();
  await colleague.cursorAfter("const b");
  await other.page.keyboard.type(" // mine");
  await expect.poll(() => ide.text()).toContain("// mine");
  await review(page).getByRole("button", { name: "Keep all" }).click();
  await page.getByText("1 change was left out").waitFor();
  await expect.poll(() => colleague.text()).toBe("export const a = 10;\n\nexport const b = 2; // mine\n");
});

test("a project whose dial forbids edits says so before anything is asked", async () => {
  const { page } = await people.open({ theme: "dark" });
  await startProject(page, server.origin, /^Express server/);
  await newFile(page, "plain.ts", source);
  await page.evaluate(async () => {
    const id = /\/w\/([a-z0-9]+)/.exec(location.pathname)?.[1];
    const allowed = ["explain", "complete"];
    await fetch(`/api/workspaces/${id}/dial`, {
      method: "PUT",
      body: JSON.stringify({ dial: { allowed, rules: [] } }),
      headers: { "Content-Type": "application/json" },
    });
  });
  await page.reload();
  await page.locator(".cm-content").click();
  const before = asked().length;
  await expect
    .poll(async () => {
      await page.keyboard.press("Control+i");
      return bar(page).getByText("This project does not allow that here.").count();
    })
    .toBe(1);
  expect(asked()).toHaveLength(before);
});
