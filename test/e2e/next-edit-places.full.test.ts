/** Follow-up edits at places that are not in sight: in another file, off the screen; and where nothing may be proposed. */
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { Ide } from "../support/ide.ts";
import type { RunningServer } from "../support/server.ts";
import { newPerson, type Person, startBuiltServer, startProject, typeAndClosePopup } from "./ui-person.ts";

let server: RunningServer;
let me: Person;
let page: Page;

const longMs = 60_000;
/** Well past the pause after which a change counts as made, and the answer to it. */
const longEnoughMs = 2_500;
const code = () => new Ide(page).text();
const proposed = () => page.locator(".cm-nextEditNew");
const hint = (words: string | RegExp) => page.locator(".cm-nextEditHint", { hasText: words });

beforeAll(async () => {
  server = await startBuiltServer();
  me = await newPerson({ theme: "dark" });
  page = me.page;
  await startProject(page, server.origin, /^Node script/);
});

afterEach(() => expect(me.complaints).toEqual([]));

afterAll(async () => {
  await me.context.close();
  await server.stop();
});

/** Makes a file with a mistake in it: that shows when the language service has read it. */
async function newFile(name: string, text: string): Promise<void> {
  await new Ide(page).newFile(name, `${text}export const wrong: string = 1;\n`);
  await page.keyboard.press("Control+Home");
  await page.waitForTimeout(longEnoughMs);
}

/** Selects a piece of the file's first line. */
async function select(skip: number, length: number): Promise<void> {
  await page.keyboard.press("Control+Home");
  for (let n = 0; n < skip; n++) await page.keyboard.press("ArrowRight");
  for (let n = 0; n < length; n++) await page.keyboard.press("Shift+ArrowRight");
}

/** Types over a name in the first line, with the popup closed again. */
async function rename(skip: number, length: number, name: string): Promise<void> {
  await select(skip, length);
  await typeAndClosePopup(page, name);
}

test("in another file: Tab opens it at the place and takes it there, one undo step", async () => {
  await newFile("guest.ts", 'import { brew } from "./tea";\nbrew(1);\n');
  await newFile("tea.ts", "export function brew(cups: number) { return cups; }\n");
  await rename(16, 4, "pour");
  await hint("guest.ts").waitFor({ timeout: longMs });
  expect(await proposed().count()).toBe(0);
  await page.keyboard.press("Tab");
  await page.getByRole("tab", { name: "guest.ts", selected: true }).waitFor();
  await hint("Tab: take").waitFor({ timeout: longMs });
  await page.keyboard.press("Tab");
  await hint("Tab: go there").waitFor();
  await page.keyboard.press("Tab");
  await hint("Tab: take").waitFor();
  await page.keyboard.press("Tab");
  await expect.poll(code).toContain('import { pour } from "./tea";\npour(1);');
  expect(await proposed().count()).toBe(0);
  await page.keyboard.press("Control+z");
  await expect.poll(code).toContain('import { pour } from "./tea";\nbrew(1);');
});

test("off the screen: a hint names the line at the caret, Tab scrolls there, Tab takes it", async () => {
  await newFile("far.ts", `let cups = 1;\n${"// tea\n".repeat(200)}cups += 1;\n`);
  await rename(4, 4, "mugs");
  await hint("202").waitFor({ timeout: longMs });
  await page.keyboard.press("Tab");
  await proposed().waitFor();
  await hint("Tab: take").waitFor();
  expect(await hint("202").count()).toBe(0);
  await page.keyboard.press("Tab");
  await expect.poll(code).toContain("mugs += 1;");
});

test("the popup is closed by Escape before proposals are, and keeps its other keys", async () => {
  await newFile("popup.ts", "let cups = 1;\ncups += 1;\ncups += 2;\n");
  await rename(4, 4, "mugs");
  await proposed().waitFor({ timeout: longMs });
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("End");
  await page.keyboard.press("Control+Space");
  await page.locator(".cm-tooltip-autocomplete").waitFor({ timeout: longMs });
  await page.keyboard.press("Escape");
  await page.locator(".cm-tooltip-autocomplete").waitFor({ state: "detached" });
  expect(await proposed().count()).toBe(1);
  await page.keyboard.press("Escape");
  await proposed().waitFor({ state: "detached" });
});

test("while an input method composes a name nothing is proposed; once it stands there, the edits that follow are", async () => {
  await newFile("composed.ts", "let cups = 1;\ncups += 1;\n");
  const session = await page.context().newCDPSession(page);
  await select(4, 4);
  await session.send("Input.imeSetComposition", { text: "ca", selectionStart: 2, selectionEnd: 2 });
  await page.waitForTimeout(longEnoughMs);
  expect(await proposed().count()).toBe(0);
  await session.send("Input.insertText", { text: "茶" });
  await proposed().waitFor({ timeout: longMs });
  expect(await proposed().textContent()).toBe("茶");
  await page.keyboard.press("Escape");
});

test("with the assistant off what is proposed goes, Tab indents, and nothing more is proposed", async () => {
  await newFile("off.ts", "let cups = 1;\ncups += 1;\n");
  await rename(4, 4, "mugs");
  await proposed().waitFor({ timeout: longMs });
  await page.locator("[data-status=completion]").click();
  await page.getByRole("switch", { name: /Suggestions/ }).click();
  await proposed().waitFor({ state: "detached" });
  await page.keyboard.press("Escape");
  await page.locator(".cm-content").focus();
  await rename(4, 4, "pots");
  await page.waitForTimeout(longEnoughMs);
  expect(await proposed().count()).toBe(0);
  await page.keyboard.press("Home");
  await page.keyboard.press("Tab");
  expect(await code()).toContain("  let pots = 1;\ncups += 1;");
});
