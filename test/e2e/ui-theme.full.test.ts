/** The theme is one for the page and everything drawn inside it. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RunningServer } from "../support/server.ts";
import { newPerson, type Person, startBuiltServer, startProject } from "./ui-person.ts";

let server: RunningServer;
let me: Person;

beforeAll(async () => {
  server = await startBuiltServer();
  me = await newPerson({ colorScheme: "dark" });
});

afterAll(async () => {
  await me.context.close();
  await server.stop();
});

/** Colours behind the terminal's text and behind the panel it lies in. */
const backgrounds = (page: Page) =>
  page.evaluate(() => {
    const colour = (selector: string) => {
      const element = document.querySelector(selector);
      return element ? getComputedStyle(element).backgroundColor : "";
    };
    return { terminal: colour(".xterm-scrollable-element"), page: colour("body") };
  });

test("the terminal follows when the system changes from dark to light", async () => {
  const { page } = me;
  await startProject(page, server.origin, /^Node script/);
  await page.locator(".xterm-rows").waitFor();
  const dark = await backgrounds(page);
  await page.emulateMedia({ colorScheme: "light" });
  await expect.poll(async () => (await backgrounds(page)).page).not.toBe(dark.page);
  await expect.poll(async () => (await backgrounds(page)).terminal).not.toBe(dark.terminal);
});
