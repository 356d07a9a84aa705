/** A page with the IDE's loader and a clock ten times as fast: test/e2e/hosted-engine.full.test.ts. */
import { bootEngine } from "../../web/runtime/boot.ts";
import { browserLoader } from "../../web/runtime/client-loader.ts";
import type { Runtime } from "../../web/runtime/engine.ts";

const speed = 10;

async function bootHosted(
  hostedOrigin: string,
  sandboxOrigin: string,
): Promise<{ tried: Runtime[]; runtime: Runtime; output: string }> {
  const tried: Runtime[] = [];
  const clock = {
    now: () => Date.now(),
    after(delayMs: number, task: () => void) {
      const timer = setTimeout(task, delayMs / speed);
      return () => clearTimeout(timer);
    },
  };
  const onTry = (runtime: Runtime): void => void tried.push(runtime);
  const { container, runtime } = await bootEngine("auto", {
    loader: browserLoader,
    clock,
    sandboxOrigin,
    hostedOrigin,
    onTry,
  });
  const process = await container.spawn("node", ["-p", "6 * 7"]);
  const { value = "" } = await process.output.getReader().read();
  return { tried, runtime, output: value };
}

Object.assign(globalThis, { bootHosted });

declare global {
  interface Window {
    bootHosted: typeof bootHosted;
  }
}
