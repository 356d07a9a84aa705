/** Reliability test 31 for answers: what a hostile model writes runs no script and asks no other server, wherever the panel shows it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { BrowserContext, Page } from "playwright-core";
import * as v from "valibot";
import { afterAll, beforeAll, expect, it } from "vitest";
import { build } from "../../scripts/build.ts";
import { launchBrowser } from "../support/browser.ts";
import { Ide } from "../support/ide.ts";
import { writeReport } from "../support/report.ts";
import { type ScriptedEndpoint, startScriptedEndpoint } from "../support/scripted-endpoint.ts";
import { type RunningServer, startServer } from "../support/server.ts";

const corpus = v.parse(
  v.array(v.string()),
  JSON.parse(readFileSync(join(import.meta.dirname, "../golden/hostile-markdown.json"), "utf8")),
);

let server: RunningServer;
let endpoint: ScriptedEndpoint;
let browser: BrowserContext;
let page: Page;
/** Requests to anywhere but the server under test, and windows that opened. */
const foreign: string[] = [];
const own = (url: string) =>
  url.startsWith("data:image/svg+xml") ||
  url.startsWith("blob:") ||
  new URL(url).host.endsWith(`localhost:${server.port}`);

/** Counts in the page itself what a script would do. */
const countAlerts = () => {
  const count = () => {
    Reflect.set(globalThis, "alerts", Number(Reflect.get(globalThis, "alerts") ?? 0) + 1);
  };
  for (const name of ["alert", "confirm", "prompt"]) Reflect.set(globalThis, name, count);
};
const alerts = (where: Page) => where.evaluate(() => Number(Reflect.get(globalThis, "alerts") ?? 0));

beforeAll(async () => {
  await build();
  endpoint = await startScriptedEndpoint({ pieces: [] });
  const models = [{ name: "hostile", endpoint: endpoint.url, dialect: "openai-chat" }];
  server = await startServer({ env: { GLASSHOUSE_MODELS: JSON.stringify(models) } });
  browser = await launchBrowser({ viewport: { width: 1440, height: 900 } });
  page = await browser.newPage();
  await page.addInitScript(countAlerts);
  await Ide.create(page, server.origin, /^Node script/);
  browser.on("request", (request) => {
    if (!own(request.url())) foreign.push(request.url());
  });
  browser.on("page", (opened) => foreign.push(`window ${opened.url()}`));
  await page.keyboard.press("Alt+A");
  await composer().waitFor();
});

afterAll(async () => {
  await browser.close();
  await server.stop();
  await endpoint.close();
});

const panel = () => page.getByRole("region", { name: "Assistant" });
const composer = () => page.getByRole("textbox", { name: "Question to the assistant" });

/** What stands in the panel that no answer may bring there. */
const intruders = () =>
  panel().evaluate((root) => {
    const found: string[] = [];
    const tags =
      "script, style, link, meta, base, iframe, frame, object, embed, img, picture, video, audio, source, track, form, template, portal, image, use";
    for (const element of root.querySelectorAll(tags)) found.push(element.outerHTML);
    for (const element of root.querySelectorAll("*")) {
      for (const { name, value } of element.attributes) {
        const isLink = element.tagName === "A" && name === "href" && /^https?:\/\//.test(value);
        const isDrawn = element.closest("svg.lucide") !== null;
        if (
          !isLink &&
          !isDrawn &&
          /^on|^(?:style|src|srcset|href|xlink:href|ping|action|formaction|background|poster|data)$/.test(name)
        ) {
          found.push(`${element.tagName} ${name}=${value}`);
        }
      }
    }
    return found;
  });

it("the strings are real: as HTML of an unprotected page many of them run or load", async () => {
  const naive = await launchBrowser();
  try {
    const bare = await naive.newPage();
    await bare.addInitScript(countAlerts);
    let loads = 0;
    await naive.route("**/*", (route) => {
      if (route.request().url().includes("evil.invalid")) loads++;
      return route.request().isNavigationRequest() && route.request().url() === "http://bare.invalid/"
        ? route.fulfill({ contentType: "text/html", body: "<!doctype html><body></body>" })
        : route.abort();
    });
    await bare.goto("http://bare.invalid/");
    await bare.evaluate((strings) => {
      for (const text of strings) {
        if (/http-equiv|<base/.test(text)) continue;
        const box = document.createElement("div");
        box.innerHTML = text;
        document.body.appendChild(box);
      }
    }, corpus);
    await expect.poll(() => alerts(bare)).toBeGreaterThan(15);
    await expect.poll(() => loads).toBeGreaterThan(15);
  } finally {
    await naive.close();
  }
});

it("[31] 0 of the hostile answers run a script, load anything or leave a trace of themselves but text", async () => {
  expect(corpus.length).toBeGreaterThanOrEqual(120);
  const found: [string, string[]][] = [];
  for (const [index, text] of corpus.entries()) {
    // A long conversation says nothing more than a short one.
    if (index % 12 === 0 && index > 0) await panel().getByRole("button", { name: "New conversation" }).click();
    // In pieces, as answers come: half of it is drawn too.
    endpoint.script = { pieces: [text.slice(0, text.length / 2), text.slice(text.length / 2), "\n\n\nend of it"] };
    await composer().fill(text.slice(0, 2_000));
    await panel().getByRole("button", { name: "Send", exact: true }).click();
    await panel().getByRole("button", { name: "Stop", exact: true }).waitFor({ state: "detached" });
    await panel()
      .getByText(/\d+ tokens/)
      .last()
      .waitFor();
    const traces = await intruders();
    if (traces.length > 0) found.push([text, traces]);
  }
  await panel().getByRole("button", { name: "Conversations", exact: true }).click();
  await panel().getByText("Only you see them.", { exact: false }).waitFor();
  const listed = await intruders();
  const result = {
    strings: corpus.length,
    scripts: await alerts(page),
    requests: foreign.length,
    traces: found.length,
  };
  writeReport("chat-markdown", result);
  expect(found).toEqual([]);
  expect(listed).toEqual([]);
  expect(foreign).toEqual([]);
  expect(result.scripts).toBe(0);
});

it("characters that turn code around are shown as their numbers", async () => {
  await panel().getByRole("button", { name: "Back to the conversation" }).click();
  endpoint.script = { pieces: ["```js\nif (admin\u202e) {}\n```"] };
  await composer().fill("Show me");
  await panel().getByRole("button", { name: "Send", exact: true }).click();
  const code = panel().getByRole("figure").last();
  await code.getByText("U+202E").waitFor();
  await code.getByText("Holds characters that cannot be seen", { exact: false }).waitFor();
});
