/** The process Worker: comes up as a warm spare, then becomes the process that the kernel names. */

import { installSourceText } from "../esm/source-text.ts";
import type { KernelToProcess } from "../kernel/protocol.ts";
import { exitSignal } from "../loop/loop.ts";
import { bootstrap } from "./bootstrap.ts";
import { takeBundleInput, takeEarlyMessages } from "./bundle-input.ts";
import { handleFatal } from "./fatal.ts";
import { removeBrowserGlobals } from "./globals.ts";
import { captureHost } from "./host.ts";
import { installInspection } from "./inspection.ts";
import { ensureStackFrames } from "./stack-support.ts";
import { prepareStart } from "./start.ts";

function main(): void {
  const host = captureHost();
  const ownUrl = globalThis.location.href;
  const listen = globalThis.addEventListener.bind(globalThis);
  const input = takeBundleInput();
  const early = takeEarlyMessages();
  ensureStackFrames(host);
  const inspection = installInspection();
  installSourceText();
  removeBrowserGlobals();
  const runtime = bootstrap(host, input, inspection, ownUrl);
  const start = prepareStart(runtime);
  const quietly = (run: () => void) => {
    try {
      run();
    } catch (error) {
      if (error !== exitSignal) throw error;
    }
  };
  const receive = (event: Event) => {
    const message = (event as MessageEvent<KernelToProcess>).data;
    quietly(() => {
      if (message.type === "start") start(message.start);
      else runtime.system.deliver(message);
    });
  };
  listen("message", receive);
  listen("unhandledrejection", (event) => {
    event.preventDefault();
    quietly(() => runtime.rejection?.(event as PromiseRejectionEvent, false));
  });
  listen("rejectionhandled", (event) => quietly(() => runtime.rejection?.(event as PromiseRejectionEvent, true)));
  listen("error", (event) => {
    const failure = event as ErrorEvent;
    host.attempts.take(failure, () => {
      if (failure.error !== exitSignal) quietly(() => handleFatal(runtime, failure.error, false));
    });
  });
  host.post({ type: "ready" });
  for (const event of early) receive(event);
}

main();
