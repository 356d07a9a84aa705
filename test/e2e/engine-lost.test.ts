/** The browser ends the process of the engine, as it does when a program fills the memory: the page lives on and says so. */
import type { CDPSession, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RunningServer } from "../support/server.ts";
import { newPerson, type Person, startBuiltServer, startProject } from "./ui-person.ts";

let server: RunningServer;
let me: Person;

beforeAll(async () => {
  server = await startBuiltServer();
  me = await newPerson();
});

afterAll(async () => {
  await me.context.close();
  await server.stop();
});

test("when the browser ends the engine, the page says so, editing goes on, and a reload brings it back", async () => {
  const { page, context } = me;
  await startProject(page, server.origin, /^Node script/);
  await page.getByRole("contentinfo").getByText("Engine ready").waitFor();
  await page.getByRole("tab", { name: /^Shell/ }).waitFor();
  // Playwright gives the whole page up with one of its frames: a session of its own still reaches the page.
  const session = await context.newCDPSession(page);
  await endEngine(page);

  await expect.poll(() => text(session, '[role="contentinfo"], footer')).toContain("Engine was ended");
  expect(await text(session, "body")).toContain("Your files are safe, and editing goes on.");
  await session.send("Runtime.evaluate", { expression: 'document.querySelector(".cm-content").focus()' });
  await session.send("Input.insertText", { text: "// typed after" });
  expect(await text(session, ".cm-content")).toContain("// typed after");
  await expect.poll(() => text(session, '[role="contentinfo"], footer')).toContain("Saved");

  await click(session, "Reload");
  await expect.poll(() => text(session, '[role="contentinfo"], footer'), { timeout: 30_000 }).toContain("Engine ready");
  expect(await text(session, ".cm-content")).toContain("// typed after");
});

async function endEngine(page: Page): Promise<void> {
  const frame = page.frames().find((each) => each.url().includes("/headless"));
  if (!frame) throw new Error("The page has no engine.");
  const session = await page.context().newCDPSession(frame);
  // Never answered: who would answer is gone.
  void session.send("Page.crash").catch(() => undefined);
}

async function text(session: CDPSession, selector: string): Promise<string> {
  const expression = `document.querySelector(${JSON.stringify(selector)})?.innerText ?? ""`;
  const { result } = await session.send("Runtime.evaluate", { expression });
  return String(result.value);
}

async function click(session: CDPSession, name: string): Promise<void> {
  const expression = `[...document.querySelectorAll("button")].find((button) => button.innerText === ${JSON.stringify(name)}).click()`;
  await session.send("Runtime.evaluate", { expression });
}
