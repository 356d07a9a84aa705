/** A person at the IDE, for the tests of its page: a server with the built IDE, a browser, and what the page complains about. */
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { BrowserContext, Page } from "playwright-core";
import { build } from "../../scripts/build.ts";
import { type BrowserOptions, launchBrowser } from "../support/browser.ts";
import { connectLocal, fetchLocal } from "../support/node-edge.ts";
import { type RunningServer, startServer } from "../support/server.ts";
import type { EdgeHost } from "../support/wire-client.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export interface Person {
  page: Page;
  context: BrowserContext;
  /** Violations of the content security policy and uncaught errors so far. */
  complaints: string[];
}

/** The server under test, with everything built. */
export async function startBuiltServer(env: Record<string, string> = {}): Promise<RunningServer> {
  await build();
  return startServer({ env });
}

/** A person with a browser of their own, who has chosen a theme and a language. */
export async function newPerson(
  options: BrowserOptions & { theme?: "dark" | "light" | "contrast" } = {},
): Promise<Person> {
  const context = await launchBrowser(options);
  const page = context.pages()[0] ?? (await context.newPage());
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.text().includes("Content Security Policy")) complaints.push(message.text());
  });
  if (options.theme) {
    const settings = JSON.stringify({ theme: options.theme });
    await page.addInitScript((text) => {
      // The sandbox's frames run this too, where a third party's storage may be refused.
      if (window.top === window) localStorage.setItem("glasshouse.settings", text);
    }, settings);
  }
  return { page, context, complaints };
}

/** People of one test file: each opened when wanted, all closed together. */
export function createPeople(): { open: typeof newPerson; close(): Promise<void> } {
  const all: Person[] = [];
  return {
    async open(options) {
      const made = await newPerson(options);
      all.push(made);
      return made;
    },
    async close() {
      await Promise.all(all.map(({ context }) => context.close()));
    },
  };
}

/** A picture for people, where a folder for them is named. */
export async function picture(page: Page, name: string, fullPage = false): Promise<void> {
  const folder = process.env["GLASSHOUSE_PICTURES"];
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage });
}

/** From the first page into a new project. */
export async function startProject(page: Page, origin: string, template: RegExp): Promise<void> {
  await page.goto(`${origin}/`);
  await page.getByRole("button", { name: template }).click();
  await page.waitForURL(/\/w\/[0-9a-z]{26}$/);
  await page.locator(".cm-content").waitFor();
  await page
    .getByRole("contentinfo")
    .getByText(/^(Saved|已保存)$/)
    .waitFor();
}

/** The way to a server without a browser. */
export function wireTo(server: RunningServer): EdgeHost {
  const { origin: ideOrigin } = server;
  return { ideOrigin, sandboxOrigin: "", fetch: fetchLocal, connect: connectLocal, restart: async () => undefined };
}

/** Types `text` and closes the popup, in one go: an Escape that comes late would dismiss what the text has brought meanwhile. */
export async function typeAndClosePopup(page: Page, text: string): Promise<void> {
  await Promise.all([...Array.from(text, (key) => page.keyboard.type(key)), page.keyboard.press("Escape")]);
}

/** What axe-core finds on the page now, one line a rule. */
export async function axeFindings(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: {
        run(root: Document, options: object): Promise<{ violations: { id: string; nodes: { target: string[] }[] }[] }>;
      };
    };
    const { violations } = await axe.run(document, { iframes: false });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
  });
}
