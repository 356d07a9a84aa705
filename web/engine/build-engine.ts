/** Builds everything that the sandbox origin serves. */
import { createHash } from "node:crypto";
import { copyFile, mkdir, readdir, readFile, rename, rm, stat } from "node:fs/promises";
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

/** Writes `headless.html`, `headless.js`, `kernel.js`, `process-<hash>/`, `bin.json` and `preview/` into `outDir`, which it empties first. */
export async function buildEngine({ outDir, nodeBinary }: EngineBuildOptions): Promise<void> {
  await rm(outDir, { recursive: true, force: true });
  const unnamed = join(outDir, "process");
  await Promise.all([buildProcessWorker({ outDir: unnamed, nodeBinary }), buildBin({ outDir })]);
  const folder = `process-${await hashOf(unnamed)}`;
  await rename(unnamed, join(outDir, folder));
  await buildHost(outDir, folder);
}

/** Named by its contents, a process Worker's files never change: a browser that has them asks nobody when a process starts. */
async function hashOf(folder: string): Promise<string> {
  const hash = createHash("sha256");
  for (const path of (await readdir(folder, { recursive: true })).sort()) {
    const file = join(folder, path);
    if ((await stat(file)).isFile()) hash.update(`${path}\0`).update(await readFile(file));
  }
  return hash.digest("hex").slice(0, 12);
}

/** The pages and scripts of the kernel, the client's protocol and the previews. */
async function buildHost(outDir: string, processFolder: string): Promise<void> {
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
      define: { PROCESS_FOLDER: JSON.stringify(processFolder) },
      logLevel: "warning",
    }),
  );
  await Promise.all(jobs);
}
