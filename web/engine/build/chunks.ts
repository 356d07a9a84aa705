/** Writes the scripts of the bindings that are loaded when first asked for (see ../boot/chunk.ts). */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { chunkGlobal } from "../boot/chunk.ts";
import { synchronousWasm } from "./synchronous-wasm.ts";

/** Chunk name → its entry, beside this folder. */
export const chunkEntries: Record<string, string> = {
  compile_cache: "esm/compile-cache.ts",
  credentials: "bindings/credential-setters.ts",
  crypto: "crypto/chunk.ts",
  frames: "boot/frames/install.ts",
  http_parser: "bindings/http_parser.ts",
  histogram: "bindings/histogram.ts",
  locks: "bindings/locks.ts",
  message: "bindings/message.ts",
  process_end: "bindings/process-end.ts",
  rare_options: "boot/rare-options.ts",
  serdes: "bindings/serdes.ts",
  transform: "esm/transform-source.ts",
  v8: "bindings/v8.ts",
  vm: "esm/vm.ts",
  worker: "bindings/worker-handle.ts",
  brotli: "bindings/zlib-brotli.ts",
  zlib: "bindings/zlib.ts",
  zstd: "bindings/zlib-zstd.ts",
};

/** Writes `<outDir>/n/chunk/<name>.js` for every entry. */
export async function buildChunks(outDir: string): Promise<void> {
  const folder = join(outDir, "n", "chunk");
  mkdirSync(folder, { recursive: true });
  const jobs = Object.entries(chunkEntries).map(async ([name, entry]) => {
    writeFileSync(join(folder, `${name}.js`), await chunkScript(entry));
  });
  await Promise.all(jobs);
}

/** The script of one entry, given by its path beside this folder. */
export async function chunkScript(entry: string): Promise<string> {
  const result = await build({
    stdin: {
      contents: `import * as chunk from "./${entry}";\n${chunkGlobal}(chunk);`,
      resolveDir: fileURLToPath(new URL("../", import.meta.url)),
    },
    bundle: true,
    write: false,
    format: "iife",
    target: "es2024",
    minify: true,
    define: { "globalThis.crypto": "crypto" },
    charset: "utf8",
    legalComments: "none",
    // acorn-jsx takes the parser that it is given; it asks for one of its own only without.
    external: ["acorn"],
    plugins: [synchronousWasm],
  });
  return `((crypto)=>{${result.outputFiles[0]?.text ?? ""}})(${chunkGlobal}.crypto);\n`;
}
