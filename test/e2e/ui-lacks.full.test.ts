/** A browser in which programs behave differently: the IDE says so once, in plain words. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RunningServer } from "../support/server.ts";
import { axeFindings, newPerson, type Person, startBuiltServer, startProject } from "./ui-person.ts";

let server: RunningServer;

beforeAll(async () => {
  server = await startBuiltServer();
});

afterAll(() => server.stop());

/** Chromium without the hook of error stacks, as Firefox is. */
async function personWithoutFrames(options: Parameters<typeof newPerson>[0]): Promise<Person> {
  const me = await newPerson(options);
  await me.page.addInitScript(() => {
    if (window.top !== window) return; // the engine's own frames keep theirs
    Object.defineProperty(Error, "prepareStackTrace", { get: () => undefined, set: () => {}, configurable: true });
  });
  return me;
}

test("the message stays until it is dismissed by a key, and does not come again", async () => {
  const { page, context, complaints } = await personWithoutFrames({ theme: "dark" });
  await startProject(page, server.origin, /^Node script/);
  const messages = page.getByRole("region", { name: "Messages" });
  await messages.getByText(/errors of programs are worded differently/).waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await messages.getByRole("button", { name: "Dismiss" }).press("Enter");
  await expect.poll(() => messages.getByRole("paragraph").count()).toBe(0);
  await page.reload();
  await page.getByRole("contentinfo").getByText("Saved").waitFor();
  expect(await messages.getByRole("paragraph").count()).toBe(0);
  expect(complaints).toEqual([]);
  await context.close();
});

test("on a phone it is said in Chinese too, and everything behind it can still be reached", async () => {
  const { page, context } = await personWithoutFrames({
    theme: "light",
    locale: "zh-CN",
    viewport: { width: 390, height: 844 },
  });
  await startProject(page, server.origin, /^Node/);
  const text = page.getByText(/部分错误信息与 Node 的措辞不同/);
  await text.waitFor();
  const { width, x } = (await text.boundingBox()) ?? { width: 0, x: -1 };
  expect([x >= 0, x + width <= 390]).toEqual([true, true]);
  await page.locator(".cm-content").click();
  await page.keyboard.type("// ok");
  await expect.poll(() => page.locator(".cm-content").textContent()).toContain("// ok");
  await context.close();
});

test("a browser that lacks nothing says nothing", async () => {
  const { page, context } = await newPerson({ theme: "dark" });
  await startProject(page, server.origin, /^Node script/);
  expect(await page.getByRole("region", { name: "Messages" }).getByRole("paragraph").count()).toBe(0);
  await context.close();
});
