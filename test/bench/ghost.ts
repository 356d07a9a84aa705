/** Typing with ghost text on, key by key, in files that are large or not what they seem; and in the whole IDE. */
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import type { Page } from "playwright-core";
import { launchBrowser } from "../support/browser.ts";
import { type BadFile, badFiles } from "../support/ghost-files.ts";
import { typeInBareEditor, typeInIde } from "./ghost/in-ide.ts";

const keysPerFile = 40;

export async function bench(): Promise<object> {
  const bundle = await build({
    entryPoints: [join(import.meta.dirname, "../support/ghost-page.ts")],
    bundle: true,
    write: false,
    format: "iife",
  });
  const context = await launchBrowser();
  try {
    const figures: Record<string, object> = {};
    for (const [name, file] of Object.entries(badFiles)) {
      const page = await context.newPage();
      await page.addScriptTag({ content: bundle.outputFiles[0]?.text ?? "" });
      figures[name] = await typeIn(page, file);
      await page.close();
    }
    const ide = { lines300: await typeInIde(300), lines10k: await typeInIde(10_000) };
    const bareEditor = { lines10k: await typeInBareEditor(10_000) };
    return { ...figures, ide, bareEditor, machine: { cores: cpus().length, load: tenths(loadavg()[0] ?? 0) } };
  } finally {
    await context.close();
  }
}

/**
 * Wall time from each key until the page is free again with the ghost drawn, and the page's processor time a key, which a
 * busy machine does not change; `off` is the same without ghost text.
 */
async function typeIn(page: Page, file: BadFile): Promise<object> {
  const off = await measure(page, file, false);
  const { cpuMsPerKey, wall } = await measure(page, file, true);
  const sorted = wall.toSorted((one, other) => one - other);
  const at = (share: number) => tenths(sorted[Math.floor(sorted.length * share)] ?? Number.NaN);
  return { keys: wall.length, cpuMsPerKey, offCpuMsPerKey: off.cpuMsPerKey, p50Ms: at(0.5), p95Ms: at(0.95) };
}

async function measure(page: Page, file: BadFile, enabled: boolean): Promise<{ cpuMsPerKey: number; wall: number[] }> {
  await page.evaluate(
    async ([{ unit, count, before, language }, on]) => {
      const doc = unit.repeat(count) + before;
      const middle = doc.lastIndexOf("\n", doc.length / 2) + 1;
      await window.ghost.open(doc, { language, caret: before ? doc.length : middle });
      window.ghost.enabled = on;
      window.ghost.local = () => "value.name(first, second);";
      const free = new MessageChannel();
      const took: number[] = [];
      let from = 0;
      free.port1.onmessage = () => took.push(performance.now() - from);
      window.onkeydown = () => {
        from = performance.now();
      };
      window.oninput = () => free.port2.postMessage(null);
      Object.assign(window, { took });
    },
    [file, enabled] as const,
  );
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const cpuMs = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return (metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN) * 1_000;
  };
  await page.waitForTimeout(500);
  const before = await cpuMs();
  for (const key of "const total = items.map((item) => item.price);\n".repeat(3).slice(0, keysPerFile)) {
    await page.keyboard.type(key);
    await page.waitForTimeout(10);
  }
  const cpuMsPerKey = tenths(((await cpuMs()) - before) / keysPerFile);
  await session.detach();
  return { cpuMsPerKey, wall: await page.evaluate(() => Reflect.get(window, "took")) };
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
