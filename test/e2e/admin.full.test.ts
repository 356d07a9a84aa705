/** The installation owner's page: opened by the token alone, worked by key, readable for everybody, in both languages. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ScriptedEndpoint, startScriptedEndpoint } from "../support/scripted-endpoint.ts";
import type { RunningServer } from "../support/server.ts";
import { Visitor } from "../support/wire-client.ts";
import { axeFindings, createPeople, picture, startBuiltServer, wireTo } from "./ui-person.ts";

const adminToken = "owner-of-this-test-0123";
const people = createPeople();
let server: RunningServer;
let endpoint: ScriptedEndpoint;

beforeAll(async () => {
  endpoint = await startScriptedEndpoint({ pieces: ["load", "User(id)"] });
  const fixed = [{ id: "fixed", name: "From the environment", endpoint: "http://127.0.0.1:9/v1", tier: "large" }];
  server = await startBuiltServer({
    GLASSHOUSE_ADMIN_TOKEN: adminToken,
    GLASSHOUSE_MODELS: JSON.stringify(fixed),
    GLASSHOUSE_QUOTAS: JSON.stringify({ guest: 200_000 }),
  });
});

afterAll(async () => {
  await people.close();
  await server.stop();
  await endpoint.close();
});

const overflows = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
const card = (page: Page, id: string) => page.locator(`[data-endpoint=${id}]`);

async function openAdmin(page: Page, token = adminToken): Promise<void> {
  await page.goto(`${server.origin}/admin`);
  await page.locator("input[type=password]").fill(token);
  await page.keyboard.press("Enter");
}

async function shows(page: Page, words: string): Promise<void> {
  await page.getByRole("status").filter({ hasText: words }).waitFor();
}

/** Opens an endpoint's menu by key and picks an entry. */
async function pick(page: Page, id: string, entry: string): Promise<void> {
  await card(page, id).getByRole("button").press("Enter");
  await page.getByRole("menuitem", { name: entry }).press("Enter");
}

test("[axe] by key: the token opens it, an endpoint is added, changed, paused, asked and removed, its key never shown", async () => {
  const { page, complaints } = await people.open({ theme: "dark", viewport: { width: 1440, height: 900 } });
  await openAdmin(page, "not-the-token-at-all");
  await shows(page, "This token opens nothing here");
  expect(await axeFindings(page)).toEqual([]);
  await picture(page, "admin-sign-in", true);
  await openAdmin(page);
  await page.getByRole("heading", { name: "From the environment" }).waitFor();
  expect(await axeFindings(page)).toEqual([]);

  await page.getByRole("button", { name: "Add an endpoint" }).press("Enter");
  await page.getByRole("textbox", { name: "Id", exact: true }).fill("coder");
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("Coder");
  await page.getByRole("textbox", { name: "Address" }).fill(endpoint.url);
  await page.getByLabel("Key", { exact: true }).fill("sk-never-shown");
  expect(await axeFindings(page)).toEqual([]);
  await picture(page, "admin-form", true);
  await page.keyboard.press("Enter");
  await shows(page, "Coder is saved");
  await card(page, "coder").getByText("Ready").waitFor();
  const guest = await Visitor.guest(wireTo(server));
  const workspace = await guest.createWorkspace();
  const assistant = await guest.assistant();
  for (const path of ["a.ts", "b.ts"])
    expect(await assistant.complete({ workspace, path })).toMatchObject({ type: "done" });
  await page.getByText("coder → fixed").first().waitFor();
  await page.getByText(/^A guest: Guest /).waitFor();
  expect(await axeFindings(page)).toEqual([]);

  await pick(page, "coder", "Pause");
  await shows(page, "Coder is paused");
  await card(page, "coder").getByText("Paused by you").waitFor();
  await pick(page, "coder", "Resume");
  await pick(page, "coder", "Change");
  await page.getByText("A key is set. Leave this empty to keep it.").waitFor();
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("Coder 2");
  await page.getByRole("combobox", { name: "Tier" }).selectOption("medium");
  await page.getByRole("button", { name: "Save" }).press("Enter");
  await shows(page, "Coder 2 is saved");
  await pick(page, "coder", "Ask what it can do");
  await shows(page, "Coder 2 was asked what it can do");
  expect(endpoint.requests.at(-1)?.headers["authorization"]).toBe("Bearer sk-never-shown");
  expect(await page.content()).not.toContain("sk-never-shown");
  await card(page, "fixed").getByRole("button").press("Enter");
  expect(await page.getByRole("menuitem").allTextContents()).toEqual(["Pause", "Ask what it can do"]);
  await page.keyboard.press("Escape");
  await picture(page, "admin-wide-dark", true);

  await pick(page, "coder", "Remove");
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).press("Enter");
  await shows(page, "Coder 2 is removed");
  expect(await card(page, "coder").count()).toBe(0);
  await page.reload();
  await page.getByRole("heading", { name: "From the environment" }).waitFor();
  await page.getByRole("button", { name: "Lock" }).press("Enter");
  await page.getByLabel("Owner's token").waitFor();
  await page.reload();
  await page.getByLabel("Owner's token").waitFor();
  expect(
    await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])),
  ).not.toContain(adminToken);
  expect(complaints).toEqual([]);
});

test.each([
  ["light", { width: 1440, height: 900 }],
  ["contrast", { width: 1024, height: 768 }],
  ["dark", { width: 390, height: 844 }],
  ["light", { width: 390, height: 844 }],
] as const)("[axe] in %s at %o nothing is wrong and nothing overflows", async (theme, viewport) => {
  const { page, complaints } = await people.open({ theme, viewport });
  await openAdmin(page);
  await page.getByRole("heading", { name: "From the environment" }).waitFor();
  expect(await axeFindings(page)).toEqual([]);
  expect(await overflows(page)).toBe(false);
  await picture(page, `admin-${viewport.width}-${theme}`, true);
  await page.getByRole("button", { name: "Add an endpoint" }).click();
  await page.getByRole("dialog").waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await picture(page, `admin-form-${viewport.width}-${theme}`, true);
  expect(complaints).toEqual([]);
});

test("in Chinese nothing is left in English but names", async () => {
  const { page } = await people.open({ locale: "zh-CN" });
  await openAdmin(page);
  await page.getByRole("heading", { name: "From the environment" }).waitFor();
  await picture(page, "admin-zh", true);
  const words = ((await page.getByRole("main").textContent()) ?? "")
    .replaceAll(/From the environment|127\.0\.0\.1:9|coder|fixed|Guest [A-Z]\w+|p50|p95|GLASSHOUSE_\w+/g, "")
    .match(/[A-Za-z]+/g);
  expect(words).toBeNull();
  await page.getByRole("button", { name: "添加端点" }).click();
  const form = ((await page.getByRole("dialog").textContent()) ?? "").replaceAll(/http:\/\/\S+/g, "");
  const choices = (await page.locator("option").allTextContents()).join("|");
  expect(form.match(/[A-Za-z-]+/g)?.filter((word) => !choices.includes(word)) ?? []).toEqual([]);
});
