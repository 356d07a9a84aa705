/** What the language service shows in the real page: a problem, a type, members, a definition, and a call's signature. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Ide } from "../support/ide.ts";
import type { RunningServer } from "../support/server.ts";
import { axeFindings, newPerson, type Person, startBuiltServer, startProject } from "./ui-person.ts";

let server: RunningServer;
let me: Person;
let page: Page;

beforeAll(async () => {
  server = await startBuiltServer();
  me = await newPerson({ theme: "dark" });
  page = me.page;
  await startProject(page, server.origin, /^Node script/);
  await new Ide(page).newFile(
    "user.ts",
    "/** Somebody who drinks tea. */\nexport const drinker = { name: 'Ada', cups: 3 };\n",
  );
  await new Ide(page).newFile(
    "main.ts",
    'import { drinker } from "./user";\n\nexport const total: string = drinker.cups;\n',
  );
});

afterAll(async () => {
  await me.context.close();
  await server.stop();
});

const longMs = 60_000;
const code = () => new Ide(page).text();

/** Puts the caret behind the first `text` by the editor's own search. */
async function caretAfter(text: string): Promise<void> {
  await page.locator(".cm-content").press("Control+f");
  await page.getByRole("textbox", { name: "Find" }).fill("");
  await page.keyboard.type(text);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await page.keyboard.press("ArrowRight");
}

test("a problem is underlined, marked in the gutter, and told by key", async () => {
  await page.locator(".cm-lintRange-error").first().waitFor({ timeout: longMs });
  expect(await page.locator(".cm-lintRange-error").allTextContents()).toEqual(["total"]);
  await page.locator(".cm-lint-marker-error").waitFor();
  await page.locator(".cm-content").press("F8");
  await page.getByText("Type 'number' is not assignable to type 'string'.").first().waitFor();
  await page.keyboard.press("Escape");
});

test("the type at the caret is shown and announced by key", async () => {
  await caretAfter("= drinker");
  await page.keyboard.press("Shift+F1");
  const box = page.locator(".cm-typeBox");
  await box.waitFor();
  expect(await box.textContent()).toContain("const drinker");
  expect(await box.textContent()).toContain("Somebody who drinks tea.");
  expect(await axeFindings(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await box.waitFor({ state: "detached" });
});

test("after a dot the members of the type are offered, and no other name", async () => {
  await page.keyboard.press("Control+End");
  await page.keyboard.type("drinker.");
  const options = page.locator(".cm-tooltip-autocomplete").getByRole("option");
  await options.first().waitFor();
  expect((await options.allTextContents()).sort()).toEqual(["cups", "name"]);
  await page.keyboard.type("na");
  await expect.poll(() => options.allTextContents()).toEqual(["name"]);
  await page.waitForTimeout(150);
  await page.keyboard.press("Enter");
  expect(await code()).toContain("drinker.name");
});

test("in a call the parameter to be typed now is shown", async () => {
  await page.keyboard.type(".slice(");
  const active = page.locator(".cm-typeSignature b");
  await active.waitFor();
  expect(await active.textContent()).toBe("start?: number");
  await page.keyboard.type("1, ");
  await expect.poll(() => active.textContent()).toBe("end?: number");
  // Each Escape closes one thing, a suggestion that stands there first.
  const left = async () => {
    await page.keyboard.press("Escape");
    return active.count();
  };
  await expect.poll(left).toBe(0);
});

test("the problems are listed by key", async () => {
  await page.locator(".cm-content").press("Control+Shift+M");
  const list = page.locator(".cm-panel-lint").getByRole("listbox", { name: "Problems" });
  await list.getByRole("option").first().waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await list.waitFor({ state: "detached" });
});

test("F12 goes to the definition in another file", async () => {
  await caretAfter("= drinker");
  await page.keyboard.press("F12");
  await page.getByRole("tab", { name: "user.ts", selected: true }).waitFor();
  await expect.poll(code).toContain("Somebody who drinks tea.");
  await page.getByRole("contentinfo").getByText("Ln 2, Col 14").waitFor();
  expect(me.complaints).toEqual([]);
});
