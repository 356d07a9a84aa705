/** What a person sees when the network or the server lets them down: the truth, and nothing lost. */
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RunningServer, startServer } from "../support/server.ts";
import { newPerson, type Person, startBuiltServer, startProject } from "./ui-person.ts";

const folder = mkdtempSync(join(tmpdir(), "glasshouse-recovery-"));
const dataDir = join(folder, "data");
let server: RunningServer;
let me: Person;
let page: Page;

beforeAll(async () => {
  await (await startBuiltServer()).stop();
  server = await startServer({ dataDir });
  me = await newPerson();
  page = me.page;
});

afterAll(async () => {
  await me.context.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const says = (text: string | RegExp) =>
  page.getByRole("contentinfo").getByText(text).last().waitFor({ timeout: 90_000 });
const code = async () => (await page.locator(".cm-line").allTextContents()).join("\n");

async function typeAtEnd(text: string): Promise<void> {
  await page.locator(".cm-content").click();
  await page.keyboard.press("Control+End");
  await page.keyboard.insertText(text);
}

test("with the server away the bar says how much is kept here, and after its return that it is saved", async () => {
  await startProject(page, server.origin, /^Node script/);
  const { port } = server;
  await server.kill9();
  await typeAtEnd("// written offline");
  await says(/Offline, \d+ edits? kept here/);
  server = await startServer({ dataDir, port });
  await says("Saved");
  await page.reload();
  await expect.poll(code).toContain("// written offline");
});

test("a server that went back in time asks, and the copy in this browser can be written to it", async () => {
  const { port } = server;
  await server.stop();
  cpSync(dataDir, join(folder, "backup"), { recursive: true });
  server = await startServer({ dataDir, port });
  await says("Saved");
  await typeAtEnd("// newer than the backup");
  await says("Saved");
  await server.kill9();
  rmSync(dataDir, { recursive: true });
  cpSync(join(folder, "backup"), dataDir, { recursive: true });
  server = await startServer({ dataDir, port });

  await page.getByRole("alert").getByText("The server holds an older state").waitFor({ timeout: 90_000 });
  expect(await code()).toContain("// newer than the backup");
  await page.getByRole("button", { name: "Write my copy to the server" }).click();
  await page.getByText("Your copy is on the server.").waitFor();
  await says("Saved");
  expect(await code()).toContain("// newer than the backup");
});
