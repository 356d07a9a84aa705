/** What a key costs does not grow with the page around the editor, nor with the file: counted, not timed. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RunningServer } from "../support/server.ts";
import { countDrawing, openLargeFile, takeDrawn } from "../support/typing-page.ts";
import { newPerson, type Person, startBuiltServer, startProject } from "./ui-person.ts";

let server: RunningServer;
let me: Person;
let page: Page;

beforeAll(async () => {
  server = await startBuiltServer();
  me = await newPerson({ theme: "dark" });
  page = me.page;
  await countDrawing(page);
  await startProject(page, server.origin, /^Node script/);
  await openLargeFile(page, 3_000);
});

afterAll(async () => {
  await me.context.close();
  await server.stop();
});

test("a key draws the status bar and the tab anew, not the panels, the tree and the terminal", async () => {
  await page.keyboard.type("// settle");
  await page.getByRole("contentinfo").getByText("Saved").waitFor();
  await page.waitForTimeout(1_000);
  await takeDrawn(page);
  const keys = "abcdefghijklmnopqrst";
  for (const key of keys) {
    await page.keyboard.type(key);
    await page.waitForTimeout(60);
  }
  await page.getByRole("contentinfo").getByText("Saved").waitFor();
  const drawn = (await takeDrawn(page)) / keys.length;
  expect(drawn).toBeGreaterThan(0);
  expect(drawn).toBeLessThan(40);
});
