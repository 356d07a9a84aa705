/** The browser's side of booting: copies of the client's module, each pointed at one engine. */
import type { Client, EngineLoader } from "./boot.ts";
import { runtimeLimits } from "./limits.ts";

declare global {
  // The client's own switch; each copy of it reads this once, when it first makes its iframe.
  var WEBCONTAINER_API_IFRAME_URL: string | undefined;
}

/** A copy can be pointed only once: one for the hosted engine, one for ours. */
const copies = [() => import("@webcontainer/api"), () => import("@webcontainer/api?second")];
const loaded = new Map<string, Promise<Client>>();

export const browserLoader: EngineLoader = {
  load(origin) {
    const known = loaded.get(origin) ?? loadCopy(origin, loaded.size);
    loaded.set(origin, known);
    return known;
  },
  async probe(origin, timeoutMs) {
    try {
      await fetch(`${origin}/headless`, { mode: "no-cors", signal: AbortSignal.timeout(timeoutMs) });
      return true;
    } catch {
      // No answer is the answer.
      return false;
    }
  },
  abandon(origin) {
    for (const frame of engineFrames(origin)) frame.remove();
  },
  watch(origin, onLost) {
    const [frame] = engineFrames(origin);
    // No event tells of it. The engine's page holds an empty frame, which a browser takes away with the process.
    const timer = setInterval(() => {
      if (frame?.contentWindow?.length !== 0) return;
      clearInterval(timer);
      onLost();
    }, runtimeLimits.lifelineIntervalMs);
    return () => clearInterval(timer);
  },
};

function engineFrames(origin: string): HTMLIFrameElement[] {
  const frames = document.querySelectorAll<HTMLIFrameElement>("iframe");
  return [...frames].filter((frame) => frame.src.startsWith(`${origin}/headless`));
}

async function loadCopy(origin: string, index: number): Promise<Client> {
  const copy = copies[index];
  if (!copy) throw new Error("This page has tried two engines already. Reload it to try another.");
  const { WebContainer } = await copy();
  return {
    boot(options) {
      globalThis.WEBCONTAINER_API_IFRAME_URL = origin;
      return WebContainer.boot(options);
    },
  };
}
