/** After a declaration is renamed or its parameters change, the edits that follow are proposed and taken by Tab, in the real page. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Ide } from "../support/ide.ts";
import type { RunningServer } from "../support/server.ts";
import { axeFindings, newPerson, type Person, startBuiltServer, startProject, typeAndClosePopup } from "./ui-person.ts";

let server: RunningServer;
let me: Person;
let page: Page;

const longMs = 60_000;
const code = () => new Ide(page).text();
const proposed = () => page.locator(".cm-nextEditNew");

beforeAll(async () => {
  server = await startBuiltServer();
  me = await newPerson({ theme: "dark" });
  page = me.page;
  await startProject(page, server.origin, /^Node script/);
});

afterAll(async () => {
  await me.context.close();
  await server.stop();
});

/** Makes a file, with the caret at its beginning. */
async function newFile(name: string, text: string): Promise<void> {
  await new Ide(page).newFile(name, text);
  await page.keyboard.press("Control+Home");
  // The first problem shows that the language service answers.
  await page.locator(".cm-lintRange-error").first().waitFor({ timeout: longMs });
}

/** The editor keeps what it says to screen readers for a moment only. */
function noteAnnouncements(): Promise<void> {
  return page.evaluate(() => {
    const said = document.querySelector(".cm-announced");
    const { dataset } = document.documentElement;
    const note = () => {
      dataset["said"] = `${dataset["said"] ?? ""}${said?.textContent}`;
    };
    if (said) new MutationObserver(note).observe(said, { childList: true });
  });
}

/** Selects a piece of the file's first line. */
async function select(skip: number, length: number): Promise<void> {
  await page.keyboard.press("Control+Home");
  for (let n = 0; n < skip; n++) await page.keyboard.press("ArrowRight");
  for (let n = 0; n < length; n++) await page.keyboard.press("Shift+ArrowRight");
}

test("a renamed variable: Tab goes to its use and takes it, one undo step each; Escape dismisses", async () => {
  await newFile("names.ts", "let cups = 1;\nconst twice = cups + cups;\nexport const wrong: string = twice;\n");
  await noteAnnouncements();
  await select(4, 4);
  await typeAndClosePopup(page, "mugs");
  await proposed().waitFor({ timeout: longMs });
  expect(await proposed().textContent()).toBe("mugs");
  expect(await page.locator(".cm-nextEditPlace").count()).toBe(1);
  await expect.poll(() => page.locator("html").getAttribute("data-said")).toContain("2 edits follow here");
  expect(await axeFindings(page)).toEqual([]);
  await page.keyboard.press("Tab");
  await page.getByText("Tab: take").waitFor();
  await page.keyboard.press("Tab");
  await page.getByText("Tab: go there").waitFor();
  await page.keyboard.press("Escape");
  await proposed().waitFor({ state: "detached" });
  expect(await code()).toContain("let mugs = 1;\nconst twice = mugs + cups;");
  await page.keyboard.press("Control+z");
  await expect.poll(code).toContain("let mugs = 1;\nconst twice = cups + cups;");
});

test("a parameter taken away: the call loses its argument", async () => {
  await newFile("calls.ts", "function pour(a: number, b: number) {}\npour(1, 2);\nexport const wrong: string = 1;\n");
  await select(23, 11);
  await page.keyboard.press("Backspace");
  await proposed().waitFor({ timeout: longMs });
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await expect.poll(code).toContain("pour(1);");
});
