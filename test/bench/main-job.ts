/** The main job as a person feels it: first paint to a running Express server, in a new browser profile against `npm start`. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { BrowserContext, Page } from "playwright-core";
import { dist } from "../../scripts/paths.ts";
import { launchBrowser } from "../support/browser.ts";
import { npmStart } from "../support/command.ts";
import { Ide } from "../support/ide.ts";

const rounds = 5;
const keys = 40;

interface Loads {
  firstPaintMs: number;
  interactiveMs: number;
  engineBootMs: number;
}

/** Watches the page from its first moment: when the engine's frame comes, when the status bar calls it ready, when ghost text answers a key. */
function watch(): void {
  const once = (name: string): void => {
    if (performance.getEntriesByName(name).length === 0) performance.mark(name);
  };
  let keyAt = 0;
  addEventListener("keydown", () => (keyAt = performance.now()), { capture: true });
  const look = (): void => {
    if (document.querySelector('iframe[src*="/headless"]')) once("bench:engine-frame");
    if (document.querySelector("footer")?.textContent?.includes("Engine ready")) once("bench:engine-ready");
    if (keyAt > 0 && document.querySelector(".cm-ghostText")) {
      performance.measure("bench:ghost", { start: keyAt });
      keyAt = 0;
    }
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true });
}

/** Page figures of one load of the IDE page, from the start of its navigation. */
async function load(page: Page, url: string): Promise<Loads> {
  await page.addInitScript(watch);
  await page.goto(url);
  await page.waitForFunction(() => performance.getEntriesByName("bench:engine-ready").length > 0);
  return page.evaluate(() => {
    const at = (name: string): number => performance.getEntriesByName(name)[0]?.startTime ?? Number.NaN;
    return {
      firstPaintMs: at("first-contentful-paint"),
      interactiveMs: at("glasshouse.editor"),
      engineBootMs: at("bench:engine-ready") - at("bench:engine-frame"),
    };
  });
}

/** Gzipped bytes of the scripts that the page fetched before the editor took keys; Workers' scripts are listed apart. */
async function scriptKb(page: Page): Promise<{ jsGzKb: number; workerGzKb: number }> {
  const scripts = await page.evaluate(() => {
    const ready = performance.getEntriesByName("glasshouse.editor")[0]?.startTime ?? Number.POSITIVE_INFINITY;
    return performance
      .getEntriesByType("resource")
      .map((entry) => ({ path: new URL(entry.name).pathname, early: entry.startTime <= ready }))
      .filter(({ path }) => path.startsWith("/assets/") && path.endsWith(".js"));
  });
  const size = (paths: string[]): number =>
    [...new Set(paths)].reduce(
      (sum, path) => sum + gzipSync(readFileSync(join(dist, "web", path)), { level: 9 }).length,
      0,
    ) / 1_000;
  const isWorker = (path: string): boolean => /worker/i.test(path);
  return {
    jsGzKb: size(scripts.flatMap(({ path, early }) => (early && !isWorker(path) ? [path] : []))),
    workerGzKb: size(scripts.flatMap(({ path }) => (isWorker(path) ? [path] : []))),
  };
}

/** Milliseconds from a command's Enter to a pattern in the terminal, seen by the page itself at each frame. */
async function commandMs(ide: Ide, command: string, pattern: string, timeoutMs = 60_000): Promise<number> {
  await ide.type(command);
  await ide.page.evaluate(() => {
    addEventListener("keydown", () => performance.mark("bench:enter"), { capture: true, once: true });
  });
  await ide.page.keyboard.press("Enter");
  const handle = await ide.page.waitForFunction(
    (source) => {
      const rows = [...document.querySelectorAll(".xterm-rows > div")].map((row) => row.textContent ?? "").join("\n");
      if (!new RegExp(source, "m").test(rows.replaceAll("\u00a0", " "))) return undefined;
      return performance.now() - (performance.getEntriesByName("bench:enter").at(-1)?.startTime ?? Number.NaN);
    },
    pattern,
    { timeout: timeoutMs, polling: "raf" },
  );
  return Number(await handle.jsonValue());
}

/** Milliseconds from a key to the ghost text that answers it. */
async function ghostMs(ide: Ide): Promise<number[]> {
  const editor = await ide.openFile("server.js");
  await editor.click();
  await ide.page.keyboard.press("Control+End");
  for (const key of '\nconst other = express();\nother.get("/", (request, response) => {\n'.slice(0, keys * 2)) {
    await ide.page.keyboard.type(key);
    await ide.page.waitForTimeout(60);
  }
  return ide.page.evaluate(() => performance.getEntriesByName("bench:ghost").map((entry) => entry.duration));
}

const quantile = (values: number[], share: number): number => {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
};
const round = (value: number): number => Math.round(value * 10) / 10;

async function measureLoads(url: string, state: Awaited<ReturnType<BrowserContext["storageState"]>>): Promise<Loads[]> {
  const loads: Loads[] = [];
  for (let index = 0; index < rounds; index++) {
    const context = await launchBrowser();
    await context.addCookies(state.cookies);
    loads.push(await load(await context.newPage(), url));
    await context.close();
  }
  return loads;
}

export async function bench(): Promise<object> {
  const data = mkdtempSync(join(tmpdir(), "glasshouse-bench-"));
  const server = await npmStart({ data });
  const context = await launchBrowser();
  try {
    const warm = await Ide.create(await context.newPage(), server.origin, /Express server/);
    await warm.prompt();
    await warm.shell("npm install");
    await warm.terminalShows(/added \d+ packages/);
    await warm.page.close();
    const page = await context.newPage();
    await page.addInitScript(watch);
    const ide = await Ide.create(page, server.origin, /Express server/);
    await page.reload();
    await ide.status(/Engine ready/);
    await ide.prompt();
    const { jsGzKb, workerGzKb } = await scriptKb(ide.page);
    await commandMs(ide, "node -e 'console.log(6*7)'", "^42");
    const hello: number[] = [];
    for (let index = 0; index < rounds; index++) {
      await ide.prompt();
      hello.push(await commandMs(ide, `node -e 'console.log(${index}+9000)'`, `^${index + 9000}`));
    }
    const ghosts = await ghostMs(ide);
    await ide.prompt();
    const expressInstallMs = await commandMs(ide, "npm install", "added \\d+ packages");
    await ide.prompt();
    const serverReadyMs = await commandMs(ide, "npm start", "localhost:\\d+");
    await ide.previewShows(/./);
    const loads = await measureLoads(ide.page.url(), await context.storageState());
    const median = (pick: (entry: Loads) => number): number => round(quantile(loads.map(pick), 0.5));
    return {
      firstPaintMs: median((entry) => entry.firstPaintMs),
      interactiveMs: median((entry) => entry.interactiveMs),
      engineBootMs: median((entry) => entry.engineBootMs),
      helloMs: round(quantile(hello, 0.5)),
      expressInstallMs: round(expressInstallMs),
      serverReadyMs: round(serverReadyMs),
      ghostP50Ms: round(quantile(ghosts, 0.5)),
      ghostP95Ms: round(quantile(ghosts, 0.95)),
      jsGzKb: round(jsGzKb),
      workerGzKb: round(workerGzKb),
      ghosts: ghosts.length,
      machine: { cores: cpus().length, load: round(loadavg()[0] ?? 0) },
    };
  } finally {
    await context.close();
    server.command.signal("SIGTERM");
    await server.command.exit;
    rmSync(data, { recursive: true, force: true });
  }
}
