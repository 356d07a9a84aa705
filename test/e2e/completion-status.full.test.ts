/** The status bar's word for completion and the panel behind it: source, time, queue, error, the day's tokens, one switch for all of it. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type ScriptedEndpoint, startScriptedEndpoint } from "../support/scripted-endpoint.ts";
import type { RunningServer } from "../support/server.ts";
import { Visitor } from "../support/wire-client.ts";
import { axeFindings, createPeople, picture, startBuiltServer, startProject, wireTo } from "./ui-person.ts";

const people = createPeople();
let server: RunningServer;
let endpoint: ScriptedEndpoint;

beforeAll(async () => {
  endpoint = await startScriptedEndpoint({ pieces: [] });
  const models = [{ id: "coder", name: "Coder", endpoint: endpoint.url, concurrency: 1 }];
  server = await startBuiltServer({
    GLASSHOUSE_MODELS: JSON.stringify(models),
    GLASSHOUSE_QUOTAS: JSON.stringify({ guest: 50_000 }),
  });
});

beforeEach(() => {
  endpoint.script = { pieces: ["load", "User(id);"] };
});

afterAll(async () => {
  await people.close();
  await server.stop();
  await endpoint.close();
});

const word = (page: Page) => page.locator("[data-status=completion]");
const panel = (page: Page) => page.getByRole("dialog");

async function typeAtEnd(page: Page, text: string): Promise<void> {
  await page.locator(".cm-content").click();
  await page.keyboard.press("Control+End");
  await page.keyboard.type(text);
}

/** Asks the model, and waits until it has answered as `words` says. */
async function askModel(page: Page, words: RegExp): Promise<void> {
  // Suggestions come after the first keys can be typed.
  await word(page)
    .filter({ hasNotText: /loading|正在载入/ })
    .waitFor();
  await typeAtEnd(page, "\nconst zebra = ");
  await page.keyboard.press("Alt+Backslash");
  await word(page).filter({ hasText: words }).waitFor({ timeout: 15_000 });
}

test.each([
  ["dark", { width: 1440, height: 900 }],
  ["light", { width: 390, height: 844 }],
] as const)(
  "[axe] in %s at %o it tells by key what answered, how fast and what it cost, and turns everything off",
  async (theme, viewport) => {
    const { page, complaints } = await people.open({ theme, viewport });
    await startProject(page, server.origin, /^Express server/);
    await askModel(page, /^Completion: Coder, \d+ ms$/);
    await word(page).press("Enter");
    await panel(page).getByText("Today used").waitFor();
    const facts = (await panel(page).textContent()) ?? "";
    expect(facts).toMatch(/SourceCoder/);
    expect(facts).toMatch(/Server127\.0\.0\.1:\d+/);
    expect(facts).toMatch(/First word\d+ ms/);
    expect(facts).toMatch(/This page used[\d,]+ tokens/);
    expect(facts).toMatch(/Today used[\d,]+ of 50,000 tokens/);
    expect(await axeFindings(page)).toEqual([]);
    await picture(page, `status-${theme}`);

    await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    await word(page).filter({ hasText: "Completion off" }).waitFor();
    await picture(page, `status-off-${theme}`);
    await page.keyboard.press("Escape");
    await panel(page).waitFor({ state: "detached" });
    expect(await word(page).evaluate((button) => button === document.activeElement)).toBe(true);
    const asked = endpoint.requests.length;
    await typeAtEnd(page, "\nconst other = exp");
    await page.keyboard.press("Alt+Backslash");
    await page.waitForTimeout(500);
    expect([endpoint.requests.length, await page.locator(".cm-ghostText").count()]).toEqual([asked, 0]);
    expect(complaints).toEqual([]);
  },
);

test("a busy model says how many are before you; one that breaks says why; both are in the panel", async () => {
  const other = await Visitor.guest(wireTo(server));
  const assistant = await other.assistant();
  const workspace = await other.createWorkspace();
  const { page } = await people.open({ theme: "dark" });
  await startProject(page, server.origin, /^Express server/);
  await askModel(page, /^Completion: Coder/);
  // Long enough for a slow typist: the only place is taken meanwhile.
  endpoint.script = { pieces: Array.from({ length: 40 }, (_, index) => `word${index} `), delayMs: 300 };
  const asked = endpoint.requests.length;
  assistant.ask({ workspace });
  while (endpoint.requests.length === asked) await new Promise((resolve) => setTimeout(resolve, 5));
  await askModel(page, /^Completion: model busy, you are next$/);
  assistant.socket.close();

  endpoint.script = { pieces: [], fault: { status: 500, body: '{"error":{"message":"out of memory"}}' } };
  await askModel(page, /failing/);
  await word(page).press("Enter");
  await panel(page)
    .getByText(/reported an error: 500 out of memory/)
    .waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await picture(page, "status-error");
});

test("in Chinese nothing of it is left in English but names", async () => {
  const { page } = await people.open({ locale: "zh-CN" });
  await startProject(page, server.origin, /^Express/);
  await askModel(page, /^补全：Coder/);
  await word(page).press("Enter");
  await panel(page).getByText("今天已用").waitFor();
  expect(((await panel(page).textContent()) ?? "").replaceAll("Coder", "")).not.toMatch(/[A-Za-z]/);
  await picture(page, "status-zh");
});
