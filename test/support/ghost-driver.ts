/** A person at the page of `ghost-page.ts`: opens files, presses keys, reads what is shown. */
import { join } from "node:path";
import { build } from "esbuild";
import type { BrowserContext, CDPSession, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { launchBrowser } from "./browser.ts";
import type { OpenOptions } from "./ghost-page.ts";

/** Starts a browser with the page for the tests of this file. */
export function startGhostPage() {
  let context: BrowserContext;
  let page: Page;
  const errors: string[] = [];
  beforeAll(async () => {
    const bundle = await build({
      entryPoints: [join(import.meta.dirname, "ghost-page.ts")],
      bundle: true,
      write: false,
      format: "iife",
    });
    context = await launchBrowser();
    page = await context.newPage();
    page.on("pageerror", (error) => errors.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") errors.push(message.text());
    });
    await page.addScriptTag({ content: bundle.outputFiles[0]?.text ?? "" });
  });
  afterAll(async () => {
    await context?.close();
  });
  beforeEach(() => {
    errors.length = 0;
  });

  const settle = () => page.waitForTimeout(40);
  return {
    errors,
    settle,
    get page() {
      return page;
    },
    text: () => page.evaluate(() => window.ghost.view.state.doc.toString()),
    /** What is drawn as ghost, the first line and the lines below apart. */
    ghost: () =>
      page.evaluate(() =>
        [...document.querySelectorAll(".cm-ghostText, .cm-ghostBlock")].map((element) => element.textContent ?? ""),
      ),
    choice: () => page.evaluate(() => document.querySelector(".cm-ghostChoice")?.textContent ?? ""),
    changes: () => page.evaluate(() => window.ghost.changes),
    outcomes: () => page.evaluate(() => window.ghost.outcomes.map(({ source, outcome }) => `${source} ${outcome}`)),
    /** Opens `doc` with the caret at its end; the embedded engine answers with `answer` after "=" and a space. */
    async open(doc: string, answer: string, options: OpenOptions = {}): Promise<void> {
      await page.evaluate(
        ([content, suggestion, chosen]) => {
          window.ghost.local = ({ prefix }) => (prefix.endsWith("= ") ? suggestion : undefined);
          return window.ghost.open(content, chosen);
        },
        [doc, answer, options] as const,
      );
    },
    /** Types one burst: what waits for a pause waits until its end. */
    async type(keys: string): Promise<void> {
      await page.evaluate(() => window.ghost.holdTimers());
      await page.keyboard.type(keys);
      await page.evaluate(() => window.ghost.releaseTimers());
      await settle();
    },
    async press(key: string): Promise<void> {
      await page.keyboard.press(key);
      await settle();
    },
    /** Composes text as an input method does. */
    async composing(work: (session: CDPSession) => Promise<void>): Promise<void> {
      const session = await context.newCDPSession(page);
      await work(session);
      await session.detach();
    },
    /** The scripted model says `answer`, the whole of it so far, to its call number `index`. */
    hear: (index: number, answer: string) =>
      page.evaluate(([call, said]) => window.ghost.modelCalls[call]?.hear(said), [index, answer] as const),
    finish: (index: number) => page.evaluate((call) => window.ghost.modelCalls[call]?.finish(), index),
    fail: (index: number, message: string) =>
      page.evaluate(([call, why]) => window.ghost.modelCalls[call]?.fail(why), [index, message] as const),
    /** Of each call of the model, whether it was aborted. */
    calls: () => page.evaluate(() => window.ghost.modelCalls.map(({ aborted }) => aborted)),
    called: (count: number) => page.waitForFunction((least) => window.ghost.modelCalls.length >= least, count),
  };
}
