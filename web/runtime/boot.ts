/** Boots one of the two engines through the unmodified `@webcontainer/api`, and falls back to ours where the hosted one does not answer. */
import type { WebContainer } from "@webcontainer/api";
import type { Clock } from "../sync/ports.ts";
import type { Runtime, RuntimeChoice } from "./engine.ts";
import { runtimeLimits } from "./limits.ts";

export interface Client {
  boot(options: { workdirName: string }): Promise<WebContainer>;
}

/** What boots engines; the browser's own in client-loader.ts, a fake in tests. */
export interface EngineLoader {
  /** A client of its own for the engine at `origin`. */
  load(origin: string): Promise<Client>;
  /** Whether something answers at `origin` within the time. */
  probe(origin: string, timeoutMs: number): Promise<boolean>;
  /** Takes away what a client that is given up left in the page. */
  abandon(origin: string): void;
  /** Calls back once if the browser ends the engine at `origin`, most often for want of memory; returns what stops the watch. */
  watch(origin: string, onLost: () => void): () => void;
}

export interface BootParts {
  loader: EngineLoader;
  clock: Clock;
  sandboxOrigin: string;
  hostedOrigin: string;
  /** Which engine is being tried. */
  onTry(runtime: Runtime): void;
}
export interface Booted {
  container: WebContainer;
  runtime: Runtime;
}

export const defaultHostedOrigin = "https://stackblitz.com";
/** Name of the folder that programs see as the workspace. */
const workdirName = "workspace";

/** Boots what was chosen; `auto` is the hosted engine where it answers and boots in time, else ours, in the same page. */
export async function bootEngine(choice: RuntimeChoice, parts: BootParts): Promise<Booted> {
  if (choice !== "auto") return boot(choice, parts);
  const { loader, hostedOrigin } = parts;
  if (!(await loader.probe(hostedOrigin, runtimeLimits.probeTimeoutMs))) return boot("embedded", parts);
  try {
    return await boot("webcontainer", parts);
  } catch {
    // Whatever it was, ours runs without it; the status bar says which engine that is.
    loader.abandon(hostedOrigin);
    return boot("embedded", parts);
  }
}

/** Throws an error whose message says what to do. A boot that never answers is given up, one that comes late is ended. */
async function boot(runtime: Runtime, { loader, clock, onTry, ...parts }: BootParts): Promise<Booted> {
  onTry(runtime);
  const embedded = runtime === "embedded";
  const origin = embedded ? parts.sandboxOrigin : parts.hostedOrigin;
  const timeoutMs = embedded ? runtimeLimits.embeddedBootTimeoutMs : runtimeLimits.hostedBootTimeoutMs;
  const client = await loader.load(origin);
  const booting = client.boot({ workdirName });
  const container = await withTimeout(booting, clock, timeoutMs, () => {
    booting.then(
      (late) => late.teardown(),
      () => undefined,
    );
    return new Error(
      `The engine at ${origin} did not start within ${timeoutMs / 1_000} s. Reload the page to try again.`,
    );
  });
  return { container, runtime };
}

function withTimeout<Value>(work: Promise<Value>, clock: Clock, timeoutMs: number, late: () => Error): Promise<Value> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(timeoutMs, () => reject(late()));
    work.then(resolve, reject).finally(cancel);
  });
}
