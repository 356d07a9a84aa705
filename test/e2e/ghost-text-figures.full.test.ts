/** What became of suggestions, as a person sees it: counted, kept over a reload, exported, cleared, in both languages. */
import { readFile } from "node:fs/promises";
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

/** Types a line that the embedded engine goes on with, and takes what it shows. */
async function takeSuggestion(page: Page): Promise<string> {
  await page.locator(".cm-content").click();
  await page.keyboard.press("Control+End");
  await page.keyboard.type("\nconst again = exp");
  const ghost = page.locator(".cm-ghostText");
  await ghost.waitFor({ timeout: 10_000 });
  const shown = (await ghost.textContent()) ?? "";
  await page.keyboard.press("Tab");
  return shown;
}

async function openFigures(page: Page, command: string): Promise<void> {
  await page.keyboard.press("Control+K");
  await page.getByRole("dialog").getByRole("combobox").fill(command);
  await page.keyboard.press("Enter");
  await page.getByRole("combobox").waitFor({ state: "detached" });
  await page.getByRole("dialog").waitFor();
}

const fact = (page: Page, name: string) =>
  page
    .locator("dl > div")
    .filter({ has: page.getByText(name, { exact: true }) })
    .locator("dd")
    .textContent();

test.each(["dark", "light"] as const)(
  "in %s a taken suggestion is counted, stays over a reload, is exported without its code and cleared, all by key",
  async (theme) => {
    const { page, complaints } = await people.open({ theme });
    await startProject(page, server.origin, /^Express server/);
    await page
      .getByRole("contentinfo")
      .getByText(/^Completion: local/)
      .waitFor();
    const shown = await takeSuggestion(page);
    await page.reload();
    await page.locator(".cm-content").waitFor();
    await openFigures(page, "what became of suggestions");
    await page.getByText("By source and language").waitFor({ state: "attached" });
    expect(await fact(page, "Characters taken")).toBe(String(shown.length));
    expect(await fact(page, "Taken")).toMatch(/^\d+%$/);
    expect(await axeFindings(page)).toEqual([]);

    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Export as JSONL" }).press("Enter");
    const lines = (await readFile(await (await download).path(), "utf8")).trim().split("\n");
    expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({
      source: "local",
      language: "javascript",
      outcome: "accepted",
    });
    expect(lines.join("")).not.toContain(shown);

    await page.getByRole("button", { name: "Clear the figures" }).press("Enter");
    await page.getByText("The figures are cleared.").waitFor();
    await page.keyboard.press("Escape");
    await openFigures(page, "what became of suggestions");
    await page.getByText("No suggestion has been shown yet.").waitFor();
    expect(complaints).toEqual([]);
  },
);

test("in Chinese the figures have no English word", async () => {
  const { page } = await people.open({ locale: "zh-CN" });
  await startProject(page, server.origin, /^Express/);
  await page
    .getByRole("contentinfo")
    .getByText(/^补全：本地/)
    .waitFor();
  await takeSuggestion(page);
  await openFigures(page, "使用情况");
  await page.getByText("采用的字符").waitFor();
  const words = await page.getByRole("dialog").textContent();
  expect(words?.replaceAll(/JSONL|JavaScript/g, "")).not.toMatch(/[A-Za-z]/);
});
