/** The page by keyboard alone, and what it does with files, mistakes and programs that never end. */
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { RunningServer } from "../support/server.ts";
import { newPerson, type Person, startBuiltServer, startProject } from "./ui-person.ts";

let server: RunningServer;
let me: Person;
let page: Page;

beforeAll(async () => {
  server = await startBuiltServer();
});

beforeEach(async () => {
  await me?.context.close();
  me = await newPerson();
  page = me.page;
});

afterAll(async () => {
  await me.context.close();
  await server.stop();
});

const inEditor = () => page.evaluate(() => document.activeElement?.matches(".cm-content") === true);
const row = (name: string): Locator => page.getByRole("treeitem", { name: new RegExp(`^${name}`) });
const tab = (name: string): Locator => page.getByRole("tab", { name });
const code = async () => (await page.locator(".cm-line").allTextContents()).join("\n");

/** Presses Tab until the focused control has this name. */
async function tabTo(name: RegExp): Promise<void> {
  for (let presses = 0; presses < 40; presses++) {
    await page.keyboard.press("Tab");
    const text = await page.evaluate(() => {
      const element = document.activeElement;
      return element === document.body ? "" : (element?.getAttribute("aria-label") ?? element?.textContent ?? "");
    });
    if (name.test(text)) return;
  }
  throw new Error(`Tab never reached ${name}`);
}

/** Runs a command of the palette; the next key goes to where the command put the focus, without a wait. */
async function palette(words: string): Promise<void> {
  await page.keyboard.press("Control+K");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.type(words);
  await page.keyboard.press("Enter");
}

test("the main job needs no mouse: start, open, edit, run, stop, share", async () => {
  await page.goto(`${server.origin}/`);
  await page.getByText("Nothing here yet").waitFor();
  await tabTo(/^Node script/);
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/w\//);
  await page.getByRole("contentinfo").getByText("Engine ready").waitFor();

  await palette("package.json");
  await tab("package.json").waitFor();
  await palette("index.js");
  await expect.poll(inEditor).toBe(true);
  await page.keyboard.press("F6");
  expect(await inEditor()).toBe(false);
  await page.keyboard.press("Shift+F6");
  expect(await inEditor()).toBe(true);
  await page.keyboard.press("Control+Home");
  await page.keyboard.type("console.log('by keyboard');\n");
  expect(await code()).toContain("console.log('by keyboard');");
  await page.getByRole("contentinfo").getByText("Saved").waitFor();

  await page.keyboard.press("Control+Enter");
  await page.locator(".xterm-rows").getByText("by keyboard").first().waitFor();
  await page.getByRole("button", { name: "Run", exact: true }).waitFor();

  await palette("Share this project");
  await tabTo(/^Make an edit link/);
  await page.keyboard.press("Enter");
  expect(await page.getByRole("textbox", { name: "New link" }).inputValue()).toMatch(/\/join#[0-9a-z]{20,}$/);
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  expect(me.complaints).toEqual([]);
});

test("files are made, renamed, moved and deleted by keys, and a delete is taken back", async () => {
  await startProject(page, server.origin, /^Node script/);
  await palette("New folder");
  await page.keyboard.type("lib");
  await page.keyboard.press("Enter");
  await row("lib").waitFor();
  await palette("New file");
  await page.keyboard.type("index.js");
  await page.getByRole("alert").getByText("already taken").waitFor();
  await page.keyboard.press("Escape");
  await palette("New file");
  await page.keyboard.type("one.js");
  await page.keyboard.press("Enter");
  await tab("one.js").waitFor();

  await row("one.js").focus();
  await page.keyboard.press("F2");
  await page.keyboard.type("two");
  await page.keyboard.press("Enter");
  await tab("two.js").waitFor();

  await row("two.js").focus();
  await page.keyboard.press("Shift+F10");
  await page.getByRole("menuitem", { name: "Move to" }).press("Enter");
  await page.getByRole("combobox", { name: "Folder" }).selectOption({ label: "lib" });
  await page.getByRole("dialog").getByRole("button", { name: "Move to" }).press("Enter");
  await expect.poll(() => row("two.js").getAttribute("aria-level")).toBe("2");

  await row("lib").focus();
  await page.keyboard.press("Delete");
  await row("two.js").waitFor({ state: "detached" });
  await tab("two.js").waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Undo" }).press("Enter");
  await row("lib").waitFor();
});

test("undo takes back this person's own edit, and what was typed outlives a reload", async () => {
  await startProject(page, server.origin, /^Node script/);
  await page.locator(".cm-content").click();
  await page.keyboard.press("Control+End");
  await page.keyboard.insertText("// kept");
  await page.waitForTimeout(700);
  await page.keyboard.insertText("// undone");
  await page.keyboard.press("Control+Z");
  await expect.poll(code).not.toContain("// undone");
  expect(await code()).toContain("// kept");
  await page.getByRole("contentinfo").getByText("Saved").waitFor();
  await page.reload();
  await page.locator(".cm-content").waitFor();
  await expect.poll(code).toContain("// kept");
});

test("a program that loops for ever is stopped by one press, and the page answers all the while", async () => {
  await startProject(page, server.origin, /^Node script/);
  await page.getByRole("contentinfo").getByText("Engine ready").waitFor();
  await page.locator(".cm-content").click();
  await page.keyboard.press("Control+A");
  await page.keyboard.insertText("console.log('looping');\nwhile (true) {}\n");
  await page.getByRole("contentinfo").getByText("Saved").waitFor();
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await page.locator(".xterm-rows").getByText("looping").first().waitFor();
  await page.locator(".cm-content").click();
  await page.keyboard.press("Control+Home");
  await page.keyboard.type("// alive ");
  expect(await code()).toContain("// alive");
  await page.getByRole("button", { name: "Stop", exact: true }).click();
  await page.getByRole("button", { name: "Run", exact: true }).waitFor();
});

test("without a start script Run says what is missing", async () => {
  await startProject(page, server.origin, /^Node script/);
  await palette("package.json");
  await page.locator(".cm-content").click();
  await page.keyboard.press("Control+A");
  await page.keyboard.insertText("{}");
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await page.getByText("package.json has no start script").waitFor();
});

test("a bad link and a project that is not yours say so, and lead home", async () => {
  await page.goto(`${server.origin}/join#${"0".repeat(26)}`);
  await page.getByRole("heading", { name: "This link does not work" }).waitFor();
  await page.goto(`${server.origin}/w/${"0".repeat(26)}`);
  await page.getByRole("heading", { name: "This project is not available" }).waitFor();
  await page.getByRole("link", { name: "Go to your projects" }).press("Enter");
  await page.getByRole("heading", { name: "Start from" }).waitFor();
});

test("looking mints nobody: no cookie before the first write", async () => {
  await page.goto(`${server.origin}/`);
  await page.getByText("Nothing here yet").waitFor();
  expect(await me.context.cookies()).toEqual([]);
  await startProject(page, server.origin, /^Page/);
  expect((await me.context.cookies()).length).toBeGreaterThan(0);
});

test("a project is renamed and deleted from the first page", async () => {
  await startProject(page, server.origin, /^Page/);
  await page.goto(`${server.origin}/`);
  await page.getByRole("button", { name: "Actions for page" }).click();
  await page.getByRole("menuitem", { name: "Rename" }).press("Enter");
  await page.getByRole("textbox", { name: "Project name" }).fill("tea");
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "tea" }).waitFor();
  await page.getByRole("button", { name: "Actions for tea" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByRole("button", { name: "Delete the project" }).click();
  await page.getByText("Nothing here yet").waitFor();
});

test("files dropped from the computer are added, and what is not text says so", async () => {
  await startProject(page, server.origin, /^Node script/);
  await page.getByRole("tree").evaluate((tree) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(["tea"], "dropped.txt"));
    dataTransfer.items.add(new File([new Uint8Array([0, 255])], "dropped.bin"));
    for (const type of ["dragover", "drop"]) {
      tree.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }));
    }
  });
  await page.getByText("2 files added").waitFor();
  await row("dropped.txt").click();
  await expect.poll(code).toBe("tea");
  await row("dropped.bin").click();
  await page.getByText("This file is not text").waitFor();
});
