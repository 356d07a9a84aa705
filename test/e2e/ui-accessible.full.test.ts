/** The page for everybody: axe finds nothing in any theme or width, and nothing stays in English for a Chinese reader. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RunningServer } from "../support/server.ts";
import { axeFindings, createPeople, startBuiltServer, startProject } from "./ui-person.ts";

let server: RunningServer;
const people = createPeople();

beforeAll(async () => {
  server = await startBuiltServer();
});

afterAll(async () => {
  await people.close();
  await server.stop();
});

const overflows = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth > innerWidth);

const phone = { width: 390, height: 844 };
const tablet = { width: 1024, height: 768 };
const desktop = { width: 1440, height: 900 };

test.each([
  ["dark", desktop],
  ["light", desktop],
  ["contrast", desktop],
  ["dark", tablet],
  ["dark", phone],
  ["light", phone],
] as const)(
  "[axe] in %s at %o the first page, the IDE and its dialogs have no violation and no overflow",
  async (theme, viewport) => {
    const { page, complaints } = await people.open({ theme, viewport });
    await page.goto(`${server.origin}/`);
    await page.getByText("Nothing here yet").waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect(await overflows(page)).toBe(false);

    await startProject(page, server.origin, /^Express server/);
    await page.getByRole("contentinfo").getByText("Engine ready").waitFor();
    if (viewport !== phone) await page.locator(".xterm-rows").getByText("❯").waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect(await overflows(page)).toBe(false);

    for (const open of [
      () => page.keyboard.press("Control+K"),
      () => page.getByRole("button", { name: "Share", exact: true }).click(),
      () => page.getByRole("button", { name: "Settings" }).click(),
    ]) {
      await open();
      await page.getByRole("dialog").waitFor();
      expect(await axeFindings(page)).toEqual([]);
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
    }

    await page.goto(`${server.origin}/`);
    await page.getByRole("link", { name: "express-server" }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect(complaints).toEqual([]);
  },
);

/** Everything a reader sees or hears, without code, file names, key names and the person's own words. */
function visibleWords(): string[] {
  const skip =
    ".cm-editor, .xterm, [role=treeitem], [data-region=editor] ol, [role=tablist], kbd, pre, iframe, select, h1 button, h1";
  const own = /^(Glasshouse|[\w-]+\.(js|json|md|html|css)|EN|React|HTML、?CSS、?JavaScript|JavaScript|Ctrl \S+)$/;
  const words: string[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node instanceof Element ? node : node.parentElement;
    if (!element || element.closest(skip) || element.closest("script, style, noscript, [lang=en]")) continue;
    if (!(node instanceof Element)) words.push(node.textContent ?? "");
    else for (const name of ["aria-label", "title", "placeholder"]) words.push(node.getAttribute(name) ?? "");
  }
  return words
    .map((text) => text.trim())
    .filter((text) => /\p{L}/u.test(text) && !/\p{Script=Han}/u.test(text) && !own.test(text));
}

test("[i18n] a Chinese browser gets no English sentence on the first page, in the IDE, its dialogs and its refusals", async () => {
  const { page } = await people.open({ locale: "zh-CN" });
  await page.goto(`${server.origin}/`);
  await page.getByText("这里还没有项目").waitFor();
  expect(await page.evaluate(() => document.documentElement.lang)).toBe("zh-CN");
  expect(await page.evaluate(visibleWords)).toEqual([]);

  await startProject(page, server.origin, /^Express/);
  await page.getByRole("contentinfo").getByText("引擎就绪").waitFor();
  expect(await page.evaluate(visibleWords)).toEqual([]);

  await page.keyboard.press("Control+K");
  await page.getByRole("dialog").waitFor();
  const commands = await page.getByRole("option").allTextContents();
  const files = /\.(js|json|md|html|css)/;
  const english = commands.filter((text) => !/\p{Script=Han}/u.test(text) && !files.test(text));
  expect(english).toEqual(["Switch to English"]);
  await page.keyboard.press("Escape");

  await page.goto(`${server.origin}/join#nonsense`);
  await page.getByRole("heading", { name: "这个链接不可用" }).waitFor();
  expect(await page.evaluate(visibleWords)).toEqual([]);
  await page.goto(`${server.origin}/nowhere`);
  await page.getByRole("heading", { name: "这里什么也没有" }).waitFor();
  expect(await page.evaluate(visibleWords)).toEqual([]);
});
