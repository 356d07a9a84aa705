/** Typing in the whole IDE with everything on: what a person waits for after each key, measured in the page itself. */
import { join } from "node:path";
import { build } from "esbuild";
import type { Page } from "playwright-core";
import { newPerson, startBuiltServer, startProject } from "../../e2e/ui-person.ts";
import { launchBrowser } from "../../support/browser.ts";
import { largeFile, openLargeFile } from "../../support/typing-page.ts";

export interface TypingFigures {
  keys: number;
  /** From the key press, as the browser stamped it, until the page has taken it in and laid it out. */
  p50Ms: number;
  p95Ms: number;
  /** From the key press to the first task after the next frame. */
  framedP50Ms: number;
  framedP95Ms: number;
  /** Of the page's thread, which a busy machine does not change: scripts, style and layout. */
  cpuMsPerKey: number;
}

const text = "const total = items.map((item) => item.price);\nreturn value12.name;\n".repeat(2);
/** Until the browser has compiled what a key needs. */
const warmUp = text.slice(0, text.length / 2);
const pauseMs = 120;
/** The services read the file meanwhile. */
const settleMs = 8_000;

export interface IdeTypingFigures extends TypingFigures {
  /** What the statistical engine took for a line, in its Worker. */
  candidateP50Ms: number;
  candidateP95Ms: number;
}

export async function typeInIde(lines: number): Promise<IdeTypingFigures> {
  const server = await startBuiltServer();
  const { page, context } = await newPerson({ theme: "dark" });
  try {
    await noteCandidates(page);
    await startProject(page, server.origin, /^Node script/);
    await openLargeFile(page, lines);
    await page.waitForTimeout(settleMs);
    const figures = await measureTyping(page);
    const tookMs = await page.evaluate(() => window.candidatesMs);
    return { ...figures, candidateP50Ms: quantile(tookMs, 0.5), candidateP95Ms: quantile(tookMs, 0.95) };
  } finally {
    await context.close();
    await server.stop();
  }
}

/** The same in CodeMirror alone: what of it is the browser's and the editor's, on this machine. */
export async function typeInBareEditor(lines: number): Promise<TypingFigures> {
  const entry = join(import.meta.dirname, "../../support/bare-editor-page.ts");
  const bundle = await build({ entryPoints: [entry], bundle: true, write: false, format: "iife" });
  const context = await launchBrowser();
  try {
    const page = await context.newPage();
    await page.addScriptTag({ content: bundle.outputFiles[0]?.text ?? "" });
    const half = largeFile(lines / 2);
    await page.evaluate((doc) => window.openBare(doc), `${half}\n\n${half}`);
    await page.waitForTimeout(settleMs);
    return await measureTyping(page);
  } finally {
    await context.close();
  }
}

async function measureTyping(page: Page): Promise<TypingFigures> {
  await typeIn(page, warmUp);
  await measureKeys(page);
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const cpuMs = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    const of = (wanted: string) => metrics.find(({ name }) => name === wanted)?.value ?? Number.NaN;
    return (of("ScriptDuration") + of("LayoutDuration") + of("RecalcStyleDuration")) * 1_000;
  };
  const before = await cpuMs();
  await typeIn(page, text);
  const cpuMsPerKey = tenths(((await cpuMs()) - before) / text.length);
  return { ...figuresOf(await page.evaluate(() => window.keyTimes)), cpuMsPerKey };
}

async function typeIn(page: Page, keys: string): Promise<void> {
  for (const key of keys) {
    await page.keyboard.type(key);
    await page.waitForTimeout(pauseMs);
  }
}

/** Reads the engine's answers on their way to the page. */
async function noteCandidates(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.candidatesMs = [];
    window.Worker = class extends Worker {
      constructor(...options: ConstructorParameters<typeof Worker>) {
        super(...options);
        this.addEventListener("message", ({ data }) => {
          if (data?.type === "line" && data.tookMs > 0) window.candidatesMs.push(data.tookMs);
        });
      }
    };
  });
}

declare global {
  interface Window {
    candidatesMs: number[];
    keyTimes: { taken: number[]; framed: number[] };
  }
}

function measureKeys(page: Page): Promise<void> {
  return page.evaluate(() => {
    const times = { taken: [] as number[], framed: [] as number[] };
    let pressedAt = 0;
    const afterFrame = new MessageChannel();
    afterFrame.port1.onmessage = ({ data }) => times.framed.push(performance.now() - data);
    const press = ({ timeStamp }: KeyboardEvent) => {
      pressedAt = timeStamp;
    };
    addEventListener("keydown", press, { capture: true });
    // Between two listeners the browser does what the editor has put off until the key is over: it counts.
    addEventListener("input", () => {}, { capture: true });
    addEventListener("input", () => {
      // Forces the layout that the frame would do.
      document.body.getBoundingClientRect();
      times.taken.push(performance.now() - pressedAt);
      const from = pressedAt;
      requestAnimationFrame(() => afterFrame.port2.postMessage(from));
    });
    window.keyTimes = times;
    window.candidatesMs = [];
  });
}

function figuresOf({ taken, framed }: Window["keyTimes"]): Omit<TypingFigures, "cpuMsPerKey"> {
  return {
    keys: taken.length,
    p50Ms: quantile(taken, 0.5),
    p95Ms: quantile(taken, 0.95),
    framedP50Ms: quantile(framed, 0.5),
    framedP95Ms: quantile(framed, 0.95),
  };
}

function quantile(values: readonly number[], share: number): number {
  return tenths(values.toSorted((one, other) => one - other)[Math.floor(values.length * share)] ?? Number.NaN);
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
