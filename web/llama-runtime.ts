/**
 * llama.cpp as WebAssembly, from the pinned package, as one module of the build. The package itself starts its Worker from a blob: address,
 * which the IDE's policy refuses; here its glue runs inside a Worker of ours, and all files come from our own origin.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Plugin } from "vite";

const name = "virtual:llama-runtime";
const resolved = `\0${name}`;
/** The program holds llama.cpp under the same licence as the package around it. */
const llamaNotice = "llama.cpp and ggml: Copyright (c) The ggml authors, MIT License. wllama:";

export function llamaRuntime(): Plugin {
  return {
    name: "llama-runtime",
    resolveId: (source) => (source === name ? resolved : null),
    load(id) {
      if (id !== resolved) return null;
      const folder = dirname(createRequire(import.meta.url).resolve("@wllama/wllama/package.json"));
      const from = (file: string) => JSON.stringify(join(folder, file));
      const licence = readFileSync(join(folder, "LICENCE"), "utf8");
      this.emitFile({ type: "asset", name: "llama-runtime-LICENCE.txt", source: `${llamaNotice}\n\n${licence}` });
      const glue = readFileSync(join(folder, "src/wasm/wllama.js"), "utf8");
      // The glue is a script with one variable `Module` and one free name, the reader of files: both become parameters,
      // and so do, for nobody to give, the names by which it would reach Node.
      return `export { glueSerialize as encode, glueDeserialize as decode } from ${from("src/glue/glue.ts")};
export { default as wasmUrl } from ${from("esm/wasm/wllama.wasm?url")};
export { default as threadScriptUrl } from ${from("src/wasm/wllama.js?url")};
export function run(Module, _wllama_js_file_read, require, module, exports) {
${glue}
}`;
    },
  };
}
