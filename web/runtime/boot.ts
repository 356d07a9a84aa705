/** Loads the unmodified `@webcontainer/api` for one of the two engines and boots it. */
import type { WebContainer } from "@webcontainer/api";
import type { Clock } from "../sync/ports.ts";
import type { Runtime, RuntimeChoice } from "./engine.ts";
import { runtimeLimits } from "./limits.ts";

/** What boots engines; the browser's own below, a fake in tests. */
export interface EngineLoader {
  /** The client for an engine at `origin`, or for the hosted one when left out. The client can be pointed only once a page. */
  load(origin: string | undefined): Promise<{ boot(options: { workdirName: string }): Promise<WebContainer> }>;
  /** Whether the hosted engine's origin answers. */
  probe(timeoutMs: number): Promise<boolean>;
}

export interface Booted {
  container: WebContainer;
  runtime: Runtime;
}

const hostedOrigin = "https://stackblitz.com";
/** Name of the folder that programs see as the workspace. */
const workdirName = "workspace";

declare global {
  // The client's own switch; it reads it once, when it first makes its iframe.
  var WEBCONTAINER_API_IFRAME_URL: string | undefined;
}

/** Which engine to try: `auto` is the hosted one where it can be reached. */
export async function chooseRuntime(choice: RuntimeChoice, loader: EngineLoader): Promise<Runtime> {
  if (choice !== "auto") return choice;
  return (await loader.probe(runtimeLimits.probeTimeoutMs)) ? "webcontainer" : "embedded";
}

/** Boots; throws an error whose message says what to do. A boot that never answers is given up. */
export async function bootEngine(
  runtime: Runtime,
  { loader, clock, sandboxOrigin }: { loader: EngineLoader; clock: Clock; sandboxOrigin: string },
): Promise<Booted> {
  const embedded = runtime === "embedded";
  const client = await loader.load(embedded ? sandboxOrigin : undefined);
  const timeoutMs = embedded ? runtimeLimits.embeddedBootTimeoutMs : runtimeLimits.hostedBootTimeoutMs;
  const where = embedded ? sandboxOrigin : hostedOrigin;
  const container = await withTimeout(client.boot({ workdirName }), clock, timeoutMs, () => {
    return new Error(
      `The engine at ${where} did not start within ${timeoutMs / 1_000} s. Reload the page to try again.`,
    );
  });
  return { container, runtime };
}

export const browserLoader: EngineLoader = {
  async load(origin) {
    if (origin !== undefined) globalThis.WEBCONTAINER_API_IFRAME_URL = `${origin}/headless`;
    const { WebContainer } = await import("@webcontainer/api");
    return WebContainer;
  },
  async probe(timeoutMs) {
    try {
      await fetch(`${hostedOrigin}/headless`, { mode: "no-cors", signal: AbortSignal.timeout(timeoutMs) });
      return true;
    } catch {
      // No answer is the answer.
      return false;
    }
  },
};

function withTimeout<Value>(work: Promise<Value>, clock: Clock, timeoutMs: number, late: () => Error): Promise<Value> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(timeoutMs, () => reject(late()));
    work.then(resolve, reject).finally(cancel);
  });
}
