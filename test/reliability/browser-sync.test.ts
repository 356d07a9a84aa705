/** Sync and mirror in a real browser: IndexedDB, Web Locks, two tabs, the real engine and the real server. */
import { rmSync } from "node:fs";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "../support/browser.ts";
import { Ide } from "../support/ide.ts";
import { freePort, type RunningServer, startServer } from "../support/server.ts";

let server: RunningServer;
let browser: BrowserContext;
beforeAll(async () => {
  server = await startServer({ port: await freePort() });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  if (server) rmSync(server.dataDir, { recursive: true, force: true });
});

async function project(): Promise<Ide> {
  return Ide.create(await browser.newPage(), server.origin, /Node script/i);
}

async function secondTab(ide: Ide): Promise<Ide> {
  const page = await browser.newPage();
  return Ide.join(page, ide.page.url());
}

async function type(ide: Ide, text: string): Promise<void> {
  await ide.editor().press("Control+End");
  await ide.page.keyboard.type(text);
}

async function shows(ide: Ide, text: string): Promise<void> {
  await expect.poll(() => ide.text(), { timeout: 30_000 }).toContain(text);
}

test("an edit in one tab is in the other, and in both after a reload", async () => {
  const ide = await project();
  await ide.openFile("index.js");
  const other = await secondTab(ide);
  await other.openFile("index.js");
  await type(ide, "\n// from the first tab");
  await shows(other, "// from the first tab");
  await type(other, "\n// from the second tab");
  await shows(ide, "// from the second tab");
  await ide.status(/Saved/);
  await ide.page.reload();
  await ide.openFile("index.js");
  await shows(ide, "// from the second tab");
  await other.page.close();
  await ide.page.close();
});

test("work goes on without the server, survives a reload, and is saved when the server is back", async () => {
  const ide = await project();
  const page: Page = ide.page;
  await ide.openFile("index.js");
  await type(ide, "\n// before");
  await ide.status(/Saved/);
  const { port, dataDir } = server;
  await server.kill9();
  await type(ide, "\n// while it was gone");
  await ide.status(/Offline/);
  server = await startServer({ port, dataDir });
  await page.reload();
  await ide.openFile("index.js");
  await shows(ide, "// while it was gone");
  await ide.status(/Saved/);
  await page.close();
});

test("what a program writes appears in the tree, and what a person types is what the program reads", async () => {
  const ide = await project();
  await ide.prompt();
  await ide.shell("echo made-by-a-program > made.txt");
  await ide.openFile("made.txt");
  await shows(ide, "made-by-a-program");
  await type(ide, "typed-by-a-person\n");
  await shows(ide, "typed-by-a-person");
  await expect
    .poll(
      async () => {
        await ide.shell("cat made.txt");
        return ide.terminalText();
      },
      { timeout: 20_000, interval: 500 },
    )
    .toContain("typed-by-a-person");
  await ide.page.close();
});
