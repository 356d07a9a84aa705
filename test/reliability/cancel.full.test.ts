/** Test 38: who types on or leaves pays for nothing more, and never reads an answer to what stood there before. */
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { newPerson, startBuiltServer, startProject } from "../e2e/ui-person.ts";
import { writeReport } from "../support/report.ts";
import { type RecordedRequest, type ScriptedEndpoint, startScriptedEndpoint } from "../support/scripted-endpoint.ts";
import type { RunningServer } from "../support/server.ts";

const rounds = 20;
const keys = 500;
const lineLength = 50;
const mostCalls = 20;
/** Letters of what stands before the caret that an answer repeats, so that it tells which text it was for. */
const tailLength = 8;

let endpoint: ScriptedEndpoint;
let server: RunningServer;
let context: BrowserContext;
let page: Page;
const figures: Record<string, number> = {};

beforeAll(async () => {
  endpoint = await startScriptedEndpoint({ pieces: [] });
  server = await startBuiltServer({ GLASSHOUSE_MODEL_URL: endpoint.url, GLASSHOUSE_MODEL_NAME: "scripted" });
  ({ page, context } = await newPerson());
  await startProject(page, server.origin, /^Node script/);
  await page.locator(".cm-content").click();
  await page.keyboard.press("Control+End");
  await page.keyboard.type("\n// ");
  // A key that comes before suggestions are loaded asks nothing.
  const ask = async () => {
    await page.keyboard.press("Alt+\\");
    expect(endpoint.requests.length).toBeGreaterThan(0);
  };
  await vi.waitFor(ask, { timeout: 60_000, interval: 500 });
  // On its own it builds everything first.
}, 180_000);

afterAll(async () => {
  writeReport("cancel", figures);
  await context.close();
  await server.stop();
  await endpoint.close();
});

const aborted = (): RecordedRequest[] => endpoint.requests.filter((request) => request.abortedAfterMs !== undefined);

/** Small letters, so that an answer is never typed through, in words of four. */
const letterOf = (index: number): string =>
  index % 5 === 4 ? " " : String.fromCharCode("a".charCodeAt(0) + ((index * 7 + (index >> 4)) % 26));
const tailOf = (prefix: string): string => prefix.slice(prefix.lastIndexOf("\n") + 1).slice(-tailLength);

/** Writes a line and asks behind it; a pause of typing may have asked already, and is not asked again. */
async function askBehind(line: string): Promise<RecordedRequest> {
  await page.keyboard.type(`\n${line}`);
  await page.keyboard.press("Alt+\\");
  const running = () =>
    endpoint.requests.findLast(
      ({ body, abortedAfterMs }) => abortedAfterMs === undefined && String(body["prompt"]).endsWith(line),
    );
  await expect.poll(running).toBeDefined();
  const asked = running();
  if (!asked) throw new Error("what was asked is called off already");
  return asked;
}

it("typing on calls the request at the endpoint off, each time", async () => {
  endpoint.script = { pieces: ["never shown"], fault: "hang" };
  const tookMs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const asked = await askBehind(`// round ${round} `);
    const from = performance.now();
    await page.keyboard.press("x");
    await expect.poll(() => asked.abortedAfterMs, { interval: 5 }).toBeDefined();
    tookMs.push(asked.atMs + (asked.abortedAfterMs ?? 0) - from);
  }
  const sorted = tookMs.toSorted((left, right) => left - right);
  figures["typingOnP50Ms"] = sorted[Math.floor(rounds / 2)] ?? 0;
  figures["typingOnWorstMs"] = sorted.at(-1) ?? 0;
  expect(aborted().length).toBeGreaterThanOrEqual(rounds);
});

it(`${keys} keys in a row ask at most ${mostCalls} times, and no answer is shown for a text that is no more`, async () => {
  endpoint.script = { delayMs: 20, pieces: ({ body }) => [`Sees ${tailOf(String(body["prompt"]))}`] };
  await page.keyboard.type("\n// ");
  await page.evaluate(watchGhosts, tailLength);
  const before = endpoint.requests.length;
  for (let typed = 0; typed < keys; typed += lineLength) {
    const letters = Array.from({ length: lineLength }, (_, key) => letterOf(typed + key));
    // Not one after another's answer: how fast they come is not up to the machine.
    await Promise.all([..."\n// ", ...letters].map((letter) => page.keyboard.type(letter)));
  }
  await page.keyboard.press("Alt+\\");
  await page.locator(".cm-ghostText", { hasText: "Sees " }).waitFor();
  const { shown, stale } = await page.evaluate(() => window.ghostsSeen);
  figures["callsOf500Keys"] = endpoint.requests.length - before;
  figures["staleGhosts"] = stale.length;
  expect(figures["callsOf500Keys"]).toBeLessThanOrEqual(mostCalls);
  expect(shown).toBeGreaterThan(0);
  expect(stale).toEqual([]);
});

it("closing the tab calls the request at the endpoint off", async () => {
  endpoint.script = { pieces: ["never shown"], fault: "hang" };
  const asked = await askBehind("// leaving ");
  const from = performance.now();
  await page.close();
  await expect.poll(() => asked.abortedAfterMs, { interval: 5 }).toBeDefined();
  figures["closedTabMs"] = asked.atMs + (asked.abortedAfterMs ?? 0) - from;
});

declare global {
  interface Window {
    ghostsSeen: { shown: number; stale: string[] };
  }
}

/** Runs in the page: looks at every answer of the model that is painted, and at what stands before it. */
function watchGhosts(tail: number): void {
  const seen = { shown: 0, stale: [] as string[] };
  window.ghostsSeen = seen;
  const look = (): void => {
    const ghost = document.querySelector(".cm-ghostText");
    const text = ghost?.textContent ?? "";
    if (!text.startsWith("Sees ")) return;
    const line = ghost?.closest(".cm-line")?.textContent ?? "";
    const before = line.slice(0, line.indexOf(text)).slice(-tail);
    seen.shown++;
    if (!text.endsWith(before.trimEnd())) seen.stale.push(`${before} | ${text}`);
  };
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
}
