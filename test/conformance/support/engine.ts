/** A browser page with the unmodified client, and an engine built once for all conformance files. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { BrowserContext, Page } from "playwright-core";
import { buildEngine } from "../../../web/engine/build-engine.ts";
import { launchBrowser } from "../../support/browser.ts";
import { type EngineServer, serveEngine } from "./static-server.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));

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
  const server = await serveEngine({ engineDir: await builtEngine(), idePage: await clientPage() });
  const browser = await launchBrowser();
  return {
    server,
    browser,
    open: async (workspace = "0123456789abcdefghjkmnpqrs") => {
      const page = await browser.newPage();
      await page.addInitScript((url) => {
        Reflect.set(globalThis, "WEBCONTAINER_API_IFRAME_URL", url);
      }, server.engine(workspace));
      await page.goto(server.ide);
      return page;
    },
    close: async () => {
      await browser.close();
      await server.close();
    },
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
