/** The preview beside the code, and the panels around both. */
import type { Frame, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RunningServer } from "../support/server.ts";
import { newPerson, type Person, startBuiltServer, startProject } from "./ui-person.ts";

let server: RunningServer;
let me: Person;
let page: Page;

beforeAll(async () => {
  server = await startBuiltServer();
  me = await newPerson();
  page = me.page;
  await startProject(page, server.origin, /^Page/);
  await page.getByRole("contentinfo").getByText("Engine ready").waitFor();
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await page.locator("iframe[data-port]").contentFrame().locator("h1").waitFor({ timeout: 60_000 });
});

afterAll(async () => {
  await me.context.close();
  await server.stop();
});

/** The frame that shows the program's page now. */
async function preview(): Promise<Frame> {
  const element = await page.locator("iframe[data-port]").elementHandle();
  const frame = await element?.contentFrame();
  if (!frame) throw new Error("the preview shows nothing");
  return frame;
}

const marked = async () => (await preview()).evaluate(() => document.documentElement.dataset["mark"] ?? "");

/** Marks the page once it has come: until then its place is taken by the one before. */
async function mark(): Promise<void> {
  const tryToMark = async () => {
    const frame = await preview();
    await frame.locator("h1").waitFor();
    return frame.evaluate(() => {
      document.documentElement.dataset["mark"] = "old";
      return document.readyState === "complete";
    });
  };
  await expect.poll(() => tryToMark().catch(() => false)).toBe(true);
  expect(await marked()).toBe("old");
}

test("the preview's reload button and Enter in its address load the page anew", async () => {
  await mark();
  await page.getByRole("button", { name: "Reload the preview" }).click();
  await expect.poll(marked).toBe("");
  await page.locator("iframe[data-port]").contentFrame().locator("h1").waitFor();
  await mark();
  await page.getByRole("textbox", { name: "Path in the preview" }).press("Enter");
  await expect.poll(marked).toBe("");
});

test("a panel's size outlives the page", async () => {
  const width = () => page.locator("iframe[data-port]").evaluate((frame) => frame.getBoundingClientRect().width);
  const panel = () => page.getByRole("tree").evaluate((tree) => Math.round(tree.getBoundingClientRect().width));
  expect(await width()).toBeGreaterThan(0);
  const before = await panel();
  const border = page.getByRole("separator").first();
  await border.focus();
  for (let presses = 0; presses < 4; presses++) await page.keyboard.press("ArrowRight");
  await expect.poll(panel).not.toBe(before);
  const after = await panel();
  await page.reload();
  await page.getByRole("tree").waitFor();
  await expect.poll(panel).toBe(after);
});
