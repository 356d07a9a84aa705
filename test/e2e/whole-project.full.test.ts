/** A project from its specification: planned, changed by a person, written, tested, fixed, run; and of it only what a change touches written again. */
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { Ide } from "../support/ide.ts";
import { type RecordedRequest, type ScriptedEndpoint, startScriptedEndpoint } from "../support/scripted-endpoint.ts";
import { type RunningServer, startServer } from "../support/server.ts";
import { axeFindings, createPeople, picture, startBuiltServer, startProject } from "./ui-person.ts";

let endpoint: ScriptedEndpoint;
let server: RunningServer;
let bare: RunningServer;
const people = createPeople();

beforeAll(async () => {
  endpoint = await startScriptedEndpoint({ pieces: [] });
  const price = { promptPerMillion: 1, completionPerMillion: 2 };
  const models = [{ name: "scripted", endpoint: endpoint.url, dialect: "openai-chat", price }];
  server = await startBuiltServer({ GLASSHOUSE_MODELS: JSON.stringify(models) });
  bare = await startServer();
});

afterEach(() => {
  endpoint.script = { pieces: [] };
});

afterAll(async () => {
  await people.close();
  await Promise.all([server.stop(), bare.stop()]);
  await endpoint.close();
});

const spec = `# Shop
\`\`\`ts
export interface Item { name: string; price: number }
\`\`\`
\`\`\`ts
/** Its total is the sum of the prices. */
export interface Cart { items: Item[] }
\`\`\`
- [R1] A cart has a total.
- [R2] The page tells the total of a pen (3) and a book (30).
`;
const pseudo = "//! total(cart):\n//!   add the price of each item\n";

const plan = {
  files: [
    { path: "server.ts", purpose: "The page.", dependsOn: ["src/cart.ts", "src/item.ts"] },
    { path: "src/extra.ts", purpose: "Nobody asked for it." },
    {
      path: "src/cart.ts",
      purpose: "Carts.",
      exports: ["Cart", "total"],
      dependsOn: ["src/item.ts"],
      tests: ["src/cart.test.ts"],
      fromSpec: ["spec/shop.md#Cart", "R1", "src/cart.ts!1"],
    },
    { path: "src/item.ts", purpose: "Items.", exports: ["Item", "item"], fromSpec: ["spec/shop.md#Item"] },
    { path: "package.json", purpose: "How to run it." },
  ],
};

const cartFile = (value: string) =>
  `${pseudo}import type { Item } from "./item.ts";

export interface Cart {
  items: Item[];
}

export function total(cart: Cart): number {
  return ${value};
}
`;
const cartTest = (expected: number) => `import assert from "node:assert/strict";
import { test } from "node:test";
import { item } from "./item.ts";
import { total } from "./cart.ts";

test("adds the prices", () => {
  assert.equal(total({ items: [item("pen", 3), item("book", 30)] }), ${expected});
});
`;
const texts: Record<string, string> = {
  "src/item.ts": `export interface Item {
  name: string;
  price: number;
}

export function item(name: string, price: number): Item {
  return { name, price };
}
`,
  "server.ts": `import { createServer } from "node:http";
import { total } from "./src/cart.ts";
import { item } from "./src/item.ts";

const cart = { items: [item("pen", 3), item("book", 30)] };
createServer((_request, response) => {
  response.setHeader("content-type", "text/html");
  response.end(\`<!doctype html><title>Shop</title><h1>Total: \${total(cart)}</h1>\`);
}).listen(3000);
`,
  "package.json": `{
  "name": "shop",
  "type": "module",
  "scripts": { "start": "node server.ts", "test": "node --test" }
}
`,
};

const sum = "cart.items.reduce((all, { price }) => all + price, 0)";
const fileText = (path: string, text: string) => `<file path="${path}">\n${text}</file>\n`;
const edit = (path: string, from: string, to: string) =>
  `${path}\n<<<<<<< SEARCH\n${from}\n=======\n${to}\n>>>>>>> REPLACE\n`;

/** What each question was about: "plan", or the task and the file. */
function questionOf({ body }: RecordedRequest): string {
  const said = JSON.stringify(body);
  if (!said.includes("assistant of Glasshouse")) return "";
  if (said.includes("Plan the files of the project")) return "plan";
  const path = /plan of ([\w./-]+)/.exec(said)?.[1] ?? "";
  return `${said.includes("Put right the problem") ? "fix" : "write"} ${path}`;
}

const asked = (since = 0) => endpoint.requests.slice(since).map(questionOf).filter(Boolean);

/** A model that does as it is told, but for one mistake in the cart. */
function obedient(request: RecordedRequest): string[] {
  const question = questionOf(request);
  if (question === "plan") return ["Here is the plan:\n```json\n", `${JSON.stringify(plan, null, 2)}\n\`\`\`\n`];
  if (question === "fix src/cart.ts") return [edit("src/cart.ts", "  return cart.items.length;", `  return ${sum};`)];
  if (question === "write src/cart.ts") {
    const isCents = JSON.stringify(request.body).includes("in cents");
    if (!isCents)
      return [fileText("src/cart.ts", cartFile("cart.items.length")), fileText("src/cart.test.ts", cartTest(33))];
    return [
      edit("src/cart.ts", `  return ${sum};`, `  return 100 * ${sum};`),
      edit("src/cart.test.ts", "), 33);", "), 3300);"),
    ];
  }
  const path = question.replace("write ", "");
  return texts[path] === undefined ? [] : [fileText(path, texts[path])];
}

const panel = (page: Page) => page.getByRole("region", { name: "Project from its specification" });
const press = (page: Page, name: string | RegExp) => panel(page).getByRole("button", { name }).click();

async function command(page: Page): Promise<void> {
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").getByRole("combobox").fill("Write the project from");
  await page.keyboard.press("Enter");
  await panel(page).waitFor();
}

/** What the panel says once the run is over. */
async function reportOf(page: Page): Promise<string> {
  await panel(page).getByRole("button", { name: "Go on" }).waitFor({ timeout: 60_000 });
  return (await panel(page).textContent()) ?? "";
}

/** Makes files in folders, as a program of the project would. */
async function makeFiles(ide: Ide, files: Record<string, string>): Promise<void> {
  await ide.prompt();
  await ide.shell(`mkdir -p spec src && touch ${Object.keys(files).join(" ")}`);
  for (const [path, text] of Object.entries(files)) await fill(ide, path, text);
}

async function fill(ide: Ide, path: string, text: string): Promise<void> {
  const { page } = ide;
  const name = path.split("/").at(-1) ?? "";
  await expect
    .poll(async () => {
      await page.keyboard.press("Control+k");
      await page.getByRole("dialog").getByRole("combobox").fill(name);
      await page.keyboard.press("Enter");
      await page.keyboard.press("Escape");
      return page.getByRole("tab", { name, exact: true }).count();
    })
    .toBe(1);
  await page.locator(".cm-content").click();
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText(text);
  await ide.status(/Saved/);
}

async function pictures(page: Page, name: string): Promise<void> {
  await picture(page, name);
  await page.setViewportSize({ width: 390, height: 844 });
  await picture(page, `${name}-narrow`);
  await page.setViewportSize({ width: 1440, height: 900 });
}

test("a project is planned, changed, written, fixed and run; then a changed interface has its file alone written again", async () => {
  const { page, complaints } = await people.open({ theme: "dark" });
  await startProject(page, server.origin, /^Node script/);
  const ide = new Ide(page);
  await makeFiles(ide, { "spec/shop.md": spec, "src/cart.ts": pseudo });
  endpoint.script = { pieces: obedient };

  await command(page);
  await panel(page).getByText("6 items of the specification").waitFor();
  await pictures(page, "whole-project-start");
  await press(page, "Make a plan");

  // The plan is the person's: a file goes, an item finds its file, package.json may be written over.
  await panel(page).getByText("Plan: 5 files").waitFor();
  await panel(page).getByText("1 item is in no file’s plan").waitFor();
  await picture(page, "whole-project-uncovered");
  await press(page, "Leave src/extra.ts out");
  await panel(page).getByRole("combobox", { name: "File that fulfils R2" }).selectOption("server.ts");
  await panel(page).getByRole("textbox", { name: "Purpose of server.ts" }).fill("A server with one page on port 3000.");
  await pictures(page, "whole-project-plan");
  expect(await axeFindings(page)).toEqual([]);
  await panel(page)
    .getByRole("checkbox", { name: /package\.json/ })
    .check();
  expect(await page.getByRole("treeitem", { name: /^server\.ts/ }).count()).toBe(0);
  await press(page, "Write 4 files");

  expect(await reportOf(page)).toContain("All of it holds");
  await pictures(page, "whole-project-report");
  expect(await axeFindings(page)).toEqual([]);
  expect(asked()).toEqual([
    "plan",
    "write src/item.ts",
    "write src/cart.ts",
    "write server.ts",
    "write package.json",
    "fix src/cart.ts",
  ]);
  expect(await panel(page).textContent()).toContain("5 files written");
  expect(await panel(page).textContent()).toMatch(/1 test passes · 6 answers, \d+ tokens, cost/);
  expect(JSON.stringify(endpoint.requests.find((each) => questionOf(each) === "write server.ts")?.body)).toContain(
    "one page on port 3000",
  );
  expect(complaints).toEqual([]);
  await press(page, "Run");
  await ide.previewShows(/^Total: 33$/);

  // The specification of one interface changes.
  await press(page, "Close");
  await fill(ide, "spec/shop.md", spec.replace("sum of the prices", "sum of the prices in cents"));
  const before = endpoint.requests.length;
  await command(page);
  await panel(page).getByText("its specification changed").waitFor();
  expect(await panel(page).getByText("stays as it is").count()).toBe(3);
  await press(page, "Write 1 file");
  expect(await reportOf(page)).toContain("All of it holds");
  expect(asked(before)).toEqual(["write src/cart.ts"]);
  await press(page, "Run");
  await ide.previewShows(/^Total: 3300$/);
}, 240_000);

test("without a specification it is described in words; a plan that is none is told, and Stop reaches the model", async () => {
  const { page } = await people.open({ theme: "light" });
  await startProject(page, server.origin, /^Node script/);
  await command(page);
  const make = panel(page).getByRole("button", { name: "Make a plan" });
  expect(await make.isDisabled()).toBe(true);
  await panel(page)
    .getByRole("textbox", { name: /^What should it be/ })
    .fill("A shop with a cart.");
  await make.click();
  await panel(page).getByRole("alert").waitFor();
  await pictures(page, "whole-project-described");
  expect(await axeFindings(page)).toEqual([]);
  expect(await panel(page).getByRole("alert").textContent()).toMatch(/no usable answer.*Nothing has been written/s);
  endpoint.script = { pieces: ['{"files": ['], fault: "hang-after-first" };
  await make.click();
  await panel(page)
    .getByText(/characters written/)
    .waitFor();
  await press(page, "Stop");
  await endpoint.aborted(1);
  await make.waitFor();
  await press(page, "Close");
  await panel(page).waitFor({ state: "detached" });
}, 120_000);

test("without a model the specification is shown all the same, and that nothing can be written is said", async () => {
  const { page } = await people.open({ theme: "light" });
  await startProject(page, bare.origin, /^Node script/);
  const ide = new Ide(page);
  await makeFiles(ide, { "spec/shop.md": spec });
  await command(page);
  await panel(page).getByText("No model is connected").waitFor();
  await panel(page).getByText("R2", { exact: true }).waitFor();
  await pictures(page, "whole-project-no-model");
  expect(await panel(page).getByRole("button", { name: "Make a plan" }).count()).toBe(0);
  expect(await axeFindings(page)).toEqual([]);
}, 120_000);
