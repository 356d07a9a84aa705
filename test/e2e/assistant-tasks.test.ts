/** Tasks on a whole file: tests that run in the engine before they are shown, long files by parts, and the same without a model. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Ide } from "../support/ide.ts";
import { type RecordedRequest, type ScriptedEndpoint, startScriptedEndpoint } from "../support/scripted-endpoint.ts";
import type { RunningServer } from "../support/server.ts";
import { createPeople, picture, startBuiltServer, startProject } from "./ui-person.ts";

let endpoint: ScriptedEndpoint;
let server: RunningServer;
let bare: RunningServer;
const people = createPeople();

beforeAll(async () => {
  endpoint = await startScriptedEndpoint({ pieces: [] });
  const entry = { endpoint: endpoint.url, dialect: "openai-chat" };
  const models = [
    { ...entry, id: "small", name: "small", model: "small", tier: "small" },
    { ...entry, id: "large", name: "large", model: "large", tier: "large" },
  ];
  server = await startBuiltServer({ GLASSHOUSE_MODELS: JSON.stringify(models) });
  bare = await startBuiltServer();
});

afterAll(async () => {
  await people.close();
  await server.stop();
  await bare.stop();
  await endpoint.close();
});

const bar = (page: Page) => page.getByRole("region", { name: "Task of the assistant" });
const review = (page: Page) => page.getByRole("region", { name: /proposed changes$/ });

async function startTask(page: Page, command: string): Promise<void> {
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").getByRole("combobox").fill(command);
  await page.keyboard.press("Enter");
  await bar(page).getByRole("button", { name: "Start" }).click();
}

/** Typing 64 kB takes Chromium a minute. */
async function paste(page: Page, text: string): Promise<void> {
  await page.locator(".cm-content").evaluate((content, pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", pasted);
    content.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}

async function opened(origin: string, name: string, text: string): Promise<{ page: Page; ide: Ide }> {
  const { page } = await people.open({ theme: "dark" });
  await startProject(page, origin, /^Express server/);
  const ide = new Ide(page);
  await ide.newFile(name, text);
  return { page, ide };
}

const sum = "export function add(a, b) {\n  return a + b;\n}\n\nexport function half(n) {\n  return n / 2;\n}\n";
const testFile = (expected: number) =>
  `sum.test.js\n<<<<<<< SEARCH\n=======\nimport assert from "node:assert/strict";\nimport { test } from "node:test";\nimport { add, half } from "./sum.js";\n\ntest("adds", () => assert.equal(add(1, 2), ${expected}));\ntest("halves", () => assert.equal(half(4), 2));\n>>>>>>> REPLACE\n`;

test("unit tests run in the engine before they are shown, and a red one is put right by the model", async () => {
  const { page, ide } = await opened(server.origin, "sum.js", sum);
  const asked: string[] = [];
  endpoint.script = {
    pieces(request) {
      const said = wordsOf(request);
      if (!said.includes("Write unit tests")) return [""];
      asked.push(said);
      if (!said.includes("These tests fail")) return [testFile(4)];
      return ["sum.test.js\n<<<<<<< SEARCH\nadd(1, 2), 4)\n=======\nadd(1, 2), 3)\n>>>>>>> REPLACE\n"];
    },
  };
  await startTask(page, "Write unit tests");
  await review(page).waitFor({ timeout: 120_000 });
  await picture(page, "tasks-tests");
  expect(await review(page).textContent()).toContain("2 tests pass, 0 fail");
  expect(asked).toHaveLength(2);
  expect(asked[1]).toContain("adds");
  await review(page).getByRole("button", { name: "Keep all" }).click();
  await ide.openFile("sum.test.js");
  expect(await ide.text()).toContain("add(1, 2), 3)");
  await ide.shell("node --test sum.test.js");
  await ide.terminalShows(/pass 2/);
});

/** 3,000 lines: what a small model cannot answer at once. */
const long = Array.from(
  { length: 150 },
  (_, at) =>
    `export function step${at}(value) {\n${Array.from({ length: 17 }, (_, line) => `  value += ${at * 100 + line};`).join("\n")}\n  return value;\n}\n`,
).join("");

test("a long file is commented by parts: a lazy model leaves symbols out, a larger one does the rest, and the cost is told", async () => {
  const { page, ide } = await opened(server.origin, "long.js", "");
  await paste(page, long);
  endpoint.script = {
    pieces: (request) => (wordsOf(request).includes("documentation comments") ? [lazyComments(request)] : [""]),
  };
  await startTask(page, "Comment the code");
  await bar(page)
    .getByText(/of 150 symbols done/)
    .waitFor({ timeout: 60_000 });
  await picture(page, "tasks-parts");
  await review(page).waitFor({ timeout: 120_000 });
  const notes = await review(page).textContent();
  expect(notes).toMatch(/\d+ answers, \d+ tokens/);
  expect(notes).not.toContain("left without");
  await review(page).getByRole("button", { name: "Keep all" }).click();
  await page.getByText("1 file changed.").waitFor();
  await ide.shell("grep -c 'Adds up' long.js");
  await ide.terminalShows(/^150$/m);
});

test("without a model a file is commented and tested by analysis, and labelled so", async () => {
  const { page, ide } = await opened(bare.origin, "sum.js", sum);
  await expect
    .poll(
      async () => {
        if (await review(page).count()) return true;
        if (await bar(page).getByRole("button", { name: "Try again" }).count()) {
          await bar(page).getByRole("button", { name: "Try again" }).click();
        } else if (!(await bar(page).count())) await startTask(page, "Write unit tests");
        return false;
      },
      { timeout: 90_000, interval: 1_000 },
    )
    .toBe(true);
  await picture(page, "tasks-static");
  const notes = await review(page).textContent();
  expect(notes).toContain("Static analysis, no model");
  expect(notes).toMatch(/\d+ tests? pass, 0 fail/);
  await review(page).getByRole("button", { name: "Keep all" }).click();
  await ide.openFile("sum.test.");
  expect(await ide.text()).toContain("node:test");
  await ide.openFile("sum.js");
  await startTask(page, "Comment the code");
  await review(page).waitFor({ timeout: 60_000 });
  expect(await review(page).textContent()).toContain("@param");
  await page.keyboard.press("Enter");
  await expect.poll(() => ide.text()).toContain("@returns");
  await page.keyboard.press("Control+i");
  await bar(page).getByRole("textbox").fill("anything");
  await page.keyboard.press("Enter");
  await bar(page).getByText("No model is connected").waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").getByRole("combobox").fill("Explain the code");
  await page.keyboard.press("Enter");
  const chat = page.getByRole("log");
  await chat
    .getByText(/half\(n/)
    .first()
    .waitFor();
  await chat.getByText("static analysis", { exact: false }).first().waitFor();
  await picture(page, "tasks-explain");
});

function wordsOf({ body }: RecordedRequest): string {
  const { messages } = body;
  return Array.isArray(messages) ? messages.map(({ content }: { content: string }) => content).join("\n") : "";
}

/** Comments the symbols that it is asked for; the small model gives up after the second one. */
function lazyComments(request: RecordedRequest): string {
  const said = wordsOf(request);
  const symbols = /<symbols>\n([\s\S]*?)\n<\/symbols>/.exec(said)?.[1]?.split("\n") ?? [];
  const done = request.body["model"] === "small" ? symbols.slice(0, 2) : symbols;
  return done
    .map((name) => {
      const head = `export function ${name}(value) {`;
      return `long.js\n<<<<<<< SEARCH\n${head}\n=======\n/** Adds up for ${name}. */\n${head}\n>>>>>>> REPLACE\n`;
    })
    .join("");
}
