/** After a name is changed in a file that no language service knows, a connected model is asked for the edit that follows, place by place. */
import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { Ide } from "../support/ide.ts";
import { type RecordedRequest, type ScriptedEndpoint, startScriptedEndpoint } from "../support/scripted-endpoint.ts";
import type { RunningServer } from "../support/server.ts";
import { createPeople, startBuiltServer, startProject, typeAndClosePopup } from "./ui-person.ts";

let server: RunningServer;
let endpoint: ScriptedEndpoint;
let page: Page;
let complaints: string[];
const people = createPeople();

const code = () => new Ide(page).text();
const proposed = () => page.locator(".cm-nextEditNew");
const promptOf = ({ body }: RecordedRequest) => String(body["prompt"]);
const asksForEdit = (request: RecordedRequest) => promptOf(request).includes("--- a/");
const editsAsked = () => endpoint.requests.filter(asksForEdit);

const users = `def load_user(id):
    return db[id]

def show(id):
    user = load_user(id)
    print(user)
    return load_user(id)
`;

/** Ghost text gets nothing, each next edit what `line` makes of the line in question. */
function answerEdits(line: (old: string) => string): void {
  endpoint.script = {
    pieces(request) {
      if (!asksForEdit(request)) return [];
      const old = /\n-([^\n]*)\n\+<\|fim_suffix\|>/.exec(promptOf(request))?.[1] ?? "";
      return [line(old)];
    },
  };
}

beforeAll(async () => {
  endpoint = await startScriptedEndpoint({ pieces: [] });
  server = await startBuiltServer({
    GLASSHOUSE_MODELS: JSON.stringify([{ name: "scripted", endpoint: endpoint.url, fim: "qwen" }]),
  });
  ({ page, complaints } = await people.open());
  await startProject(page, server.origin, /^Node script/);
  await page
    .locator("[data-status=completion]")
    .filter({ hasText: /^Completion: local/ })
    .waitFor();
});

beforeEach(() => {
  endpoint.requests.length = 0;
});

afterAll(async () => {
  await people.close();
  await server.stop();
  await endpoint.close();
});

/** Makes a file and changes "load" in its first line to "fetch". */
async function renameIn(name: string, text = users): Promise<void> {
  await new Ide(page).newFile(name, text);
  // A pause of its own: what comes after it is a change of what stands there.
  await page.waitForTimeout(1_000);
  await page.keyboard.press("Control+Home");
  await page.keyboard.press("Control+ArrowRight");
  for (const _letter of " load") await page.keyboard.press("ArrowRight");
  for (const _letter of "load") await page.keyboard.press("Backspace");
  await typeAndClosePopup(page, "fetch");
}

/** What is written down of suggestions, as a person exports it. */
async function figures(): Promise<Record<string, unknown>[]> {
  await page.keyboard.press("Control+K");
  await page.getByRole("dialog").getByRole("combobox").fill("what became of suggestions");
  await page.keyboard.press("Enter");
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export as JSONL" }).press("Enter");
  const lines = (await readFile(await (await download).path(), "utf8")).trim().split("\n");
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  return lines.map((line) => JSON.parse(line));
}

test("Tab goes to the place, takes it and goes on with the next, one undo step each; the request is a diff", async () => {
  answerEdits((old) => `${old.replace("load_user", "fetch_user")}\n print("more")\n`);
  await renameIn("users.py");
  await proposed().waitFor();
  expect(await proposed().textContent()).toBe("fetch_user");
  expect(await code()).toContain("user = load_user(id)");
  await page.keyboard.press("Tab");
  await page.getByText("Tab: take").waitFor();
  await page.keyboard.press("Tab");
  await expect.poll(code).toContain("user = fetch_user(id)\n    print(user)\n    return load_user(id)");
  await proposed().waitFor();
  await page.keyboard.press("Tab");
  await page.getByText("Tab: take").waitFor();
  await page.keyboard.press("Tab");
  await expect.poll(code).toBe(users.replaceAll("load_user", "fetch_user"));
  await proposed().waitFor({ state: "detached" });
  await page.keyboard.press("Control+z");
  await expect.poll(code).toContain("user = fetch_user(id)\n    print(user)\n    return load_user(id)");
  expect(editsAsked().map(promptOf)[0]).toContain("-def load_user(id):\n+def fetch_user(id):\n@@ -2,7 +2,7 @@");
  expect(editsAsked()).toHaveLength(2);
  const accepted = (await figures()).filter(({ model, outcome }) => model === "scripted" && outcome === "accepted");
  const one = { source: "model", language: "python", shownChars: 10, acceptedChars: 10 };
  expect(accepted).toMatchObject([one, one]);
});

test.each([
  ["rewrites the whole file", () => users.replaceAll("load", "fetch")],
  ["says nonsense", () => "As an AI, I suggest to rename it."],
  ["says nothing", () => ""],
  ["does not stop", () => "fetch_user(id) ".repeat(10_000)],
  ["hides a character", (old: string) => old.replace("load_user", "fetch_user\u202e")],
])("nothing is proposed or written by a model that %s", async (what, answer) => {
  answerEdits(answer);
  await renameIn(`${what.replaceAll(" ", "-")}.py`);
  await expect.poll(() => editsAsked().length).toBe(2);
  await page.waitForTimeout(1_000);
  expect(await proposed().count()).toBe(0);
  expect(editsAsked()).toHaveLength(2);
  expect(await code()).toBe(users.replace("load_user", "fetch_user"));
});

test("a file named for secrets, and a project where suggestions are off, ask no model", async () => {
  answerEdits((old) => old.replace("load_user", "fetch_user"));
  await renameIn("secrets.py");
  await page.getByRole("button", { name: "Settings" }).press("Enter");
  await page.getByRole("switch", { name: "Suggestions in this project" }).press("Space");
  await page.keyboard.press("Escape");
  await renameIn("off.py");
  await page.waitForTimeout(1_500);
  expect(editsAsked()).toEqual([]);
  expect(complaints).toEqual([]);
});
