/** A real Chromium with the profile and flags of a person's browser: storage partitioning stays on, which playwright's defaults switch off. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium } from "playwright-core";
import { findChromium } from "../../scripts/chromium.ts";

const flags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--no-default-browser-check",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--password-store=basic",
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1, EXCLUDE *.localhost",
  "--remote-debugging-pipe",
];

export interface BrowserOptions {
  /** CSS pixels; default 1440 × 900. */
  viewport?: { width: number; height: number };
  locale?: "en-US" | "zh-CN";
  colorScheme?: "dark" | "light";
}

/** Starts Chromium with a new profile; closing the context deletes the profile. */
export async function launchBrowser(options: BrowserOptions = {}): Promise<BrowserContext> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error("No Chromium found: set CHROMIUM_PATH or install the chromium package.");
  const profile = await mkdtemp(join(tmpdir(), "glasshouse-chromium-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    ignoreDefaultArgs: true,
    args: [...flags, `--user-data-dir=${profile}`, "about:blank"],
    viewport: options.viewport ?? { width: 1440, height: 900 },
    locale: options.locale ?? "en-US",
    colorScheme: options.colorScheme ?? "dark",
    permissions: ["clipboard-read", "clipboard-write"],
  });
  context.on("close", () => void rm(profile, { recursive: true, force: true, maxRetries: 5 }));
  return context;
}
