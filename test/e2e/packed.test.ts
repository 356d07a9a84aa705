/** What is built is sent packed: the language service is 7.5 MB of script otherwise. */
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

test("the language service reaches a browser in less than 1.6 MB, and runs", async () => {
  const sent = me.page.waitForResponse(/language\.worker/, { timeout: 60_000 });
  await startProject(me.page, server.origin, /^Node script/);
  const response = await sent;
  const headers = await response.allHeaders();
  expect([headers["content-encoding"], headers["vary"]]).toEqual(["br", "Accept-Encoding"]);
  expect(Number(headers["content-length"])).toBeLessThan(1_600_000);
  await me.page.locator(".cm-content").click();
  await me.page.keyboard.press("Control+End");
  await me.page.keyboard.insertText("\nconst broken = ;\n");
  await me.page.locator(".cm-lintRange-error").first().waitFor({ timeout: 60_000 });
});
