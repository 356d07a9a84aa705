/** The dial of a project: what it takes away is neither asked for nor shown, and it is turned by key. */
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

const ghost = (page: Page) => page.locator(".cm-ghostText");
const says = (page: Page, words: string | RegExp) =>
  page.locator("[data-status=completion]").filter({ hasText: words }).waitFor();

async function changeSettings(page: Page, change: () => Promise<void>): Promise<void> {
  await page.getByRole("button", { name: "Settings" }).press("Enter");
  await page.getByRole("dialog").waitFor();
  await change();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
}

async function typeAtEnd(page: Page, text: string): Promise<void> {
  await page.locator(".cm-content").click();
  await page.keyboard.press("Control+End");
  await page.keyboard.type(text);
}

test("turned off for the project or for a file there is no suggestion and the status says so, also after a reload", async () => {
  const { page, complaints } = await people.open({ theme: "light" });
  await startProject(page, server.origin, /^Express server/);
  await says(page, /^Completion: local/);
  await typeAtEnd(page, "\nconst again = exp");
  await ghost(page).waitFor({ timeout: 10_000 });

  await changeSettings(page, async () => {
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole("switch", { name: "Suggestions in this project" }).press("Space");
  });
  await says(page, "Completion off in this file");
  expect(await ghost(page).count()).toBe(0);
  await page.reload();
  await page.locator(".cm-content").waitFor();
  await says(page, "Completion off in this file");

  await changeSettings(page, async () => {
    await page.getByRole("switch", { name: "Suggestions in this project" }).press("Space");
    await page.getByRole("textbox", { name: "No suggestions in these files" }).fill("*.env, server.*");
  });
  await says(page, "Completion off in this file");
  await typeAtEnd(page, "ress();\nconst third = exp");
  await page.waitForTimeout(500);
  expect(await ghost(page).count()).toBe(0);
  expect(await page.locator(".cm-tooltip-autocomplete").count()).toBe(0);

  await changeSettings(page, async () => {
    await page.getByRole("textbox", { name: "No suggestions in these files" }).fill("*.env");
  });
  await says(page, /^Completion: local/);
  await typeAtEnd(page, "ress();\nconst fourth = exp");
  await ghost(page).waitFor({ timeout: 10_000 });
  expect(complaints).toEqual([]);
});

test("what the owner takes away is gone for everybody in the project within a second, and only the owner can turn it", async () => {
  const ada = await people.open({ theme: "dark" });
  const ben = await people.open({ theme: "dark" });
  await startProject(ada.page, server.origin, /^Express server/);
  await ada.page.getByRole("button", { name: "Share", exact: true }).click();
  await ada.page.getByRole("button", { name: "Make an edit link" }).click();
  const link = await ada.page.getByRole("textbox", { name: "New link" }).inputValue();
  await ada.page.keyboard.press("Escape");
  await ben.page.goto(link);
  await says(ben.page, /^Completion: local/);

  await changeSettings(ada.page, async () => {
    await ada.page.getByRole("switch", { name: "Suggestions in this project" }).press("Space");
  });
  await says(ben.page, "Completion off in this file");
  await changeSettings(ben.page, async () => {
    expect(await ben.page.getByRole("switch", { name: "Suggestions in this project" }).isDisabled()).toBe(true);
    expect(await ben.page.getByRole("textbox", { name: "No suggestions in these files" }).isDisabled()).toBe(true);
    expect(await axeFindings(ben.page)).toEqual([]);
  });
  await ben.page.reload();
  await ben.page.locator(".cm-content").waitFor();
  await says(ben.page, "Completion off in this file");
  expect([ada.complaints, ben.complaints]).toEqual([[], []]);
});
