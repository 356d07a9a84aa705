/** A model in the real page: what it is told of the project's other files, what it is not, and whose code it suggests. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { build } from "../../scripts/build.ts";
import { Ide } from "../support/ide.ts";
import { type ScriptedEndpoint, startScriptedEndpoint } from "../support/scripted-endpoint.ts";
import { type RunningServer, startServer } from "../support/server.ts";
import { newPerson, type Person, startProject } from "./ui-person.ts";

/** Of hono's cookie helper, which is in the completion corpus. */
const copied = `
  let start = 0;
  let end = value.length;
  while (start < end) {
    const charCode = value.charCodeAt(start);
    if (charCode !== 32 && charCode !== 9) break;
    start++;
  }`;

let endpoint: ScriptedEndpoint;
let server: RunningServer;
let me: Person;
let page: Page;

beforeAll(async () => {
  await build();
  endpoint = await startScriptedEndpoint({ pieces: ["drinker)"] });
  server = await startServer({
    env: { GLASSHOUSE_MODELS: JSON.stringify([{ name: "scripted", endpoint: endpoint.url, fim: "qwen" }]) },
  });
  me = await newPerson({ theme: "dark" });
  page = me.page;
  await startProject(page, server.origin, /^Node script/);
});

afterAll(async () => {
  await me.context.close();
  await server.stop();
  await endpoint.close();
});

const prompts = () =>
  endpoint.requests.map(({ body }) => String(body["prompt"])).filter((text) => text.includes("main.js"));

test("a model hears of the declaration that is used, and of no file that is ignored or named for secrets", async () => {
  await new Ide(page).newFile(".assistantignore", "own-*.js\n");
  await new Ide(page).newFile(".env", "CUPS=canary-env\n");
  await new Ide(page).newFile("own-cups.js", "export function cupsOf(person) {\n  return 'canary-ignored';\n}\n");
  await new Ide(page).newFile(
    "cups.js",
    "/** Cups a day. */\nexport function cupsOf(person) {\n  return person.cups * 2;\n}\n",
  );
  await new Ide(page).newFile(
    "main.js",
    'import { cupsOf } from "./cups.js";\n\nconst drinker = { cups: 3 };\nconsole.log(\n',
  );
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("End");
  // The first question may come before the files are read; the next line asks again.
  await expect
    .poll(
      async () => {
        await page.keyboard.type("cupsOf(");
        await page.waitForTimeout(600);
        await page.keyboard.press("Enter");
        return prompts().at(-1);
      },
      { timeout: 60_000, interval: 500 },
    )
    .toContain("<|file_sep|>cups.js\n/** Cups a day. */\nexport function cupsOf(person) {");
  expect(JSON.stringify(endpoint.requests)).not.toContain("canary");
});

test("a suggestion that is a package's code word for word is said to be, with its licence", async () => {
  endpoint.script = { pieces: [copied] };
  await new Ide(page).newFile("copy.js", "");
  await page.keyboard.type("export const trimWhitespace = (value) => {");
  await page
    .locator("[data-status=completion]")
    .filter({ hasText: "Same code as hono (MIT)" })
    .waitFor({ timeout: 60_000 });
  expect(me.complaints).toEqual([]);
});
