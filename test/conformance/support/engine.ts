/** A browser page with the unmodified client, and the engine under test: the checkout's, or any at GLASSHOUSE_ENGINE_ORIGIN. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { buildEngine } from "../../../web/engine/build-engine.ts";
import { launchBrowser } from "../../support/browser.ts";
import { launchFirefox } from "../../support/firefox.ts";
import type { Run, RunOptions } from "./page-helpers.ts";
import { type EngineServer, serveEngine } from "./static-server.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** An engine that is served elsewhere, `*` in the place of the workspace; undefined tests the checkout's. */
export const foreignEngine = process.env["GLASSHOUSE_ENGINE_ORIGIN"];
/** Where the page with the client stands, for an engine that lets only known origins frame it. */
const pagePort = process.env["GLASSHOUSE_PAGE_PORT"];

export interface EngineBench {
  server: EngineServer;
  browser: BrowserContext;
  /** A fresh tab at the IDE's origin: `WebContainer` and the helpers of page-helpers.ts are globals, nothing is booted. */
  open(workspace?: string): Promise<Page>;
  close(): Promise<void>;
}

/** The folder of a built engine: GLASSHOUSE_ENGINE_DIR, else the checkout's, built when it is not there. */
export async function builtEngine(): Promise<string> {
  const engineDir = process.env["GLASSHOUSE_ENGINE_DIR"] ?? `${root}dist/engine`;
  if (!existsSync(`${engineDir}/headless.html`)) await buildEngine({ outDir: engineDir, nodeBinary: process.execPath });
  return engineDir;
}

export async function startEngineBench(): Promise<EngineBench> {
  const engineDir = foreignEngine === undefined ? await builtEngine() : "";
  const port = pagePort === undefined ? {} : { port: Number(pagePort) };
  const server = await serveEngine({ engineDir, idePage: await clientPage(), ...port });
  const browser = await launchChosenBrowser();
  return {
    server,
    browser,
    open: async (workspace = "0123456789abcdefghjkmnpqrs") => {
      const page = await browser.newPage();
      await page.addInitScript((url) => {
        Reflect.set(globalThis, "WEBCONTAINER_API_IFRAME_URL", url);
      }, foreignEngine?.replace("*", workspace) ?? server.engine(workspace));
      await page.goto(server.ide);
      return page;
    },
    close: async () => {
      await browser.close();
      await server.close();
    },
  };
}

/** GLASSHOUSE_BROWSER=firefox: the members that groups 1 to 8 use; another one fails its test by name. */
async function launchChosenBrowser(): Promise<BrowserContext> {
  if (process.env["GLASSHOUSE_BROWSER"] !== "firefox") return launchBrowser();
  const firefox = await launchFirefox();
  // The suite's own subset of playwright's interface: what is missing throws when a test reaches for it.
  const context: unknown = { ...firefox, newPage: async () => named(await firefox.newPage()) };
  return context as BrowserContext;
}

function named<T extends object>(page: T): T {
  return new Proxy(page, {
    get(target, name) {
      if (name === "then" || name in target) return Reflect.get(target, name);
      throw new Error(`The Firefox driver of this suite has no page.${String(name)}.`);
    },
  });
}

/** What the tests of one file share. */
export interface EngineUnderTest {
  /** Set while tests run. */
  readonly bench: EngineBench;
  /** A tab whose engine has booted. */
  readonly page: Page;
  /** Runs a command to its end. */
  run(command: string, args?: string[], options?: RunOptions): Promise<Run>;
  /** Runs a script by its text. */
  script(source: string, options?: RunOptions, args?: string[]): Promise<Run>;
  /** Runs a command line in the shell; its end may take longer than a program's usually does. */
  shell(line: string): Promise<Run>;
  /** Mounts text files by path. */
  mount(files: Record<string, string>): Promise<void>;
}

/** Boots one engine for the tests of the calling file, and ends it behind them. */
export function engineForFile(
  options: { workspace?: string; boot?: { forwardPreviewErrors?: boolean } } = {},
): EngineUnderTest {
  let started: { bench: EngineBench; page: Page } | undefined;
  beforeAll(async () => {
    const bench = await startEngineBench();
    const page = await bench.open(options.workspace);
    started = { bench, page };
    await page.evaluate(
      async (bootOptions) => {
        await window.engine.boot(bootOptions);
      },
      { workdirName: "project", ...options.boot },
    );
  });
  afterAll(() => started?.bench.close());
  const current = (): { bench: EngineBench; page: Page } => {
    if (!started) throw new Error("the engine is there only while tests run");
    return started;
  };
  return {
    get bench() {
      return current().bench;
    },
    get page() {
      return current().page;
    },
    run: (command, args = [], runOptions = {}) =>
      current().page.evaluate(([name, words, more]) => window.engine.run(name, words, more), [
        command,
        args,
        runOptions,
      ] as const),
    script: (source, runOptions = {}, args = []) =>
      current().page.evaluate(
        async ([text, words, more]) => {
          await window.container.fs.writeFile("script.js", text);
          return window.engine.run("node", ["script.js", ...words], more);
        },
        [source, args, runOptions] as const,
      ),
    shell: (line) =>
      current().page.evaluate(async (text) => {
        const process = await window.container.spawn("jsh", ["-c", text]);
        let output = "";
        const read = process.output.pipeTo(
          new WritableStream({
            write(chunk) {
              output += chunk;
            },
          }),
        );
        const code = await process.exit;
        await read;
        return { code, output };
      }, line),
    mount: (files) => current().page.evaluate((tree) => window.engine.mountFiles(tree), files),
  };
}

/** The unmodified client and our helpers as one script. */
export async function clientScript(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("./page-helpers.ts", import.meta.url))],
    bundle: true,
    write: false,
    format: "iife",
    target: "es2024",
  });
  return outputFiles[0]?.text ?? "";
}

async function clientPage(): Promise<string> {
  const script = (await clientScript()).replaceAll("</script", "<\\/script");
  return `<!doctype html><meta charset="utf-8"><title>Conformance</title><body><script>${script}</script>`;
}
