/** The kernel Worker: the client's protocol, the kernel, the previews' requests. A page that hangs does not stop it. */
import * as v from "valibot";
import { Exposed, expose } from "./comlink.ts";
import { CookieJar } from "./cookie-jar.ts";
import { Instance } from "./instance.ts";
import { createBrowserStore } from "./modules/store.ts";
import { type Coep, type PageToKernel, previewUrl } from "./page-protocol.ts";
import { servePreview } from "./preview-gateway.ts";
import { spareLimits, WorkerPool } from "./worker-pool.ts";

/** The folder of the process Worker's files; build-engine.ts puts its name in. */
declare const PROCESS_FOLDER: string;

const processUrl = new URL(`/${PROCESS_FOLDER}/process.js`, self.location.href).href;
/** Gigabytes, rounded down to a power of two; Firefox does not tell. */
const memory = v.parse(v.fallback(v.number(), 4), Reflect.get(navigator, "deviceMemory"));
const pool = new WorkerPool(() => new Worker(processUrl, { name: "process" }), spareLimits(memory));
pool.warm();
const programs = loadPrograms();
let instance: Instance | null = null;
let cookies = new CookieJar();
let coep: Coep = "require-corp";

let refusedOfPreviews = 0;
/** For a look by the browser's developer tools: programs and previews cannot reach it. */
Object.assign(self, {
  glasshouse: {
    diagnostics: () => ({
      refusedMessages: { process: instance?.kernel.refusedMessages ?? 0, preview: refusedOfPreviews },
      processes: instance?.kernel.processes.size ?? 0,
    }),
  },
});

self.onmessage = ({ data }: MessageEvent<PageToKernel>) => {
  // Only our own page holds this Worker: it has checked what comes from elsewhere.
  switch (data.type) {
    case "boot": {
      const { port, previewOrigin } = data;
      coep = data.coep;
      expose(
        new Exposed({ build: (options: unknown) => build(options, (number) => previewUrl(previewOrigin, number)) }),
        port,
      );
      return;
    }
    case "preview":
      servePreview({
        number: data.number,
        port: data.port,
        coep,
        engine: () => instance,
        cookies: () => cookies,
        nowMs: Date.now,
        onRefused: () => refusedOfPreviews++,
      });
      return;
    case "preview-message": {
      const forward = instance?.preview.forwardErrors;
      if (!forward || (forward === "exceptions-only" && data.message.type === "PREVIEW_CONSOLE_ERROR")) return;
      instance?.emit("preview-message", { ...data.message, port: data.number });
      return;
    }
  }
};

// A fault of ours: the client hears of it, the page's console too.
self.addEventListener("error", ({ message }) => instance?.emit("error", { message }));

async function build(options: unknown, url: (port: number) => string): Promise<Exposed> {
  if (instance) throw new Error("Only a single WebContainer instance can be booted");
  const loaded = await programs;
  const fresh = new Instance(
    {
      pool,
      programs: loaded,
      previewUrl: url,
      registry: new URL("/npm/", self.location.href).href,
      modules: createBrowserStore(),
      now: Date.now,
    },
    options,
  );
  instance = fresh;
  return fresh.expose(() => {
    if (instance === fresh) instance = null;
    cookies = new CookieJar();
    pool.warm();
  });
}

/** The programs of /usr/bin; without the file the engine still runs Node. */
async function loadPrograms(): Promise<Record<string, string>> {
  const response = await fetch("/bin.json");
  if (!response.ok) return {};
  const files: unknown = await response.json();
  if (typeof files !== "object" || files === null) throw new Error("bin.json is malformed");
  return Object.fromEntries(
    Object.entries(files).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}
