/** Builds everything that the sandbox origin serves. */
import { copyFile, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { buildBin } from "./bin/build-bin.ts";
import { buildProcessWorker } from "./build/bundle.ts";

export interface EngineBuildOptions {
  outDir: string;
  /** The Node 24 whose library runs in the tab. */
  nodeBinary: string;
}

const host = fileURLToPath(new URL("./host/", import.meta.url));
const scripts: Record<string, string> = {
  "headless.js": "headless.ts",
  "kernel.js": "kernel-worker.ts",
  "preview/sw.js": "preview/sw.ts",
  "preview/connect.js": "preview/connect.ts",
  "preview/inject.js": "preview/inject.ts",
};
const pages: Record<string, string> = {
  "headless.html": "headless.html",
  "preview/connect.html": "preview/connect.html",
};

/** Writes `headless.html`, `headless.js`, `kernel.js`, `process.js` with its `n/`, `bin.json` and `preview/` into `outDir`, which it empties first. */
export async function buildEngine({ outDir, nodeBinary }: EngineBuildOptions): Promise<void> {
  await rm(outDir, { recursive: true, force: true });
  await mkdir(join(outDir, "preview"), { recursive: true });
  await buildHost(outDir);
  await Promise.all([buildProcessWorker({ outDir, nodeBinary }), buildBin({ outDir })]);
}

/** The pages and scripts of the kernel, the client's protocol and the previews. */
export async function buildHost(outDir: string): Promise<void> {
  await mkdir(join(outDir, "preview"), { recursive: true });
  for (const [target, source] of Object.entries(pages)) await copyFile(join(host, source), join(outDir, target));
  const jobs = Object.entries(scripts).map(([target, source]) =>
    build({
      entryPoints: [join(host, source)],
      outfile: join(outDir, target),
      bundle: true,
      format: "iife",
      target: "es2024",
      minify: true,
      legalComments: "none",
      logLevel: "warning",
    }),
  );
  await Promise.all(jobs);
}
