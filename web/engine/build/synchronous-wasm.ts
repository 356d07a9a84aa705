/**
 * WebAssembly inside a script, ready when the script has run: Node's library calls its bindings synchronously, and a Worker may
 * compile synchronously. Takes packages that import their `.wasm` as a module (wasm-bindgen's "bundler" form).
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "esbuild";

const modules = fileURLToPath(new URL("../../../node_modules/", import.meta.url));
const encodings = fileURLToPath(new URL("../bindings/text-encodings.ts", import.meta.url));

/** Packages whose main file loads its WebAssembly asynchronously → the file that imports it. */
const bundlerForms: Record<string, string> = { "brotli-wasm": "brotli-wasm/pkg.bundler/brotli_wasm.js" };

/** A module that instantiates the bytes with what they import and exports what they export. */
function wasmModule(bytes: Uint8Array<ArrayBuffer>): string {
  const compiled = new WebAssembly.Module(bytes);
  const imports = [...new Set(WebAssembly.Module.imports(compiled).map(({ module }) => module))];
  const names = WebAssembly.Module.exports(compiled).map(({ name }) => name);
  const lines = imports.map((name, index) => `import * as import${index} from ${JSON.stringify(name)};`);
  const given = imports.map((name, index) => `${JSON.stringify(name)}: import${index}`).join(", ");
  return [
    ...lines,
    `import { encodeText, encodings } from ${JSON.stringify(encodings)};`,
    `const bytes = encodeText(${JSON.stringify(Buffer.from(bytes).toString("base64"))}, encodings.base64);`,
    `const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { ${given} });`,
    ...names.map((name, index) => `const export${index} = instance.exports[${JSON.stringify(name)}];`),
    `export { ${names.map((name, index) => `export${index} as ${name}`).join(", ")} };`,
  ].join("\n");
}

export const synchronousWasm: Plugin = {
  name: "synchronous-wasm",
  setup(build) {
    build.onResolve({ filter: /^[\w@-]/ }, ({ path }) => {
      const file = bundlerForms[path];
      return file === undefined ? undefined : { path: join(modules, file) };
    });
    build.onLoad({ filter: /\.wasm$/ }, ({ path }) => ({
      contents: wasmModule(new Uint8Array(readFileSync(path))),
      loader: "js",
      resolveDir: join(path, ".."),
    }));
  },
};
