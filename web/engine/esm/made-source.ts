/** Which sources are transformed before they are compiled; what does it (transform-source.ts) is loaded with the first of them. */
import type { EngineRuntime } from "../boot/bootstrap.ts";
import { type Chunk, loadChunk } from "../boot/chunk.ts";
import type { Origin } from "./columns.ts";
import type { readJsx, transformTypes } from "./transform-source.ts";

const jsxFile = /\.([jt])sx$/;
/** Words without which TypeScript can always be stripped. */
const mayNeedTransform =
  /\b(?:enum|namespace|module|private|public|protected|readonly|override)\b|\bimport\s+[\w$]+\s*=|\bexport\s*=/;

interface TransformChunk {
  readJsx: typeof readJsx;
  transformTypes: typeof transformTypes;
}

let chunk: TransformChunk | undefined;

function transforms(runtime: EngineRuntime): TransformChunk {
  if (chunk) return chunk;
  const loaded: Chunk & Partial<TransformChunk> = loadChunk(runtime.host, "transform");
  if (!loaded.readJsx || !loaded.transformTypes)
    throw new Error("The engine's script n/chunk/transform.js lacks its members");
  chunk = { readJsx: loaded.readJsx, transformTypes: loaded.transformTypes };
  return chunk;
}

const samePlaces: Origin = { original: (line, column) => ({ line, column }) };

/** A source as V8 can compile it; `name` is a path or an address. */
export function madeSource(runtime: EngineRuntime, source: string, name: string, kind: "script" | "module"): string {
  const bare = name.replace(/[?#].*$/s, "");
  const found = jsxFile.exec(bare);
  if (!found || (found[1] === "t" && !runtime.options["--strip-types"])) return source;
  const path = bare.startsWith("file:") ? decodeURIComponent(new runtime.host.URL(bare).pathname) : bare;
  const { text, origin } = transforms(runtime).readJsx(runtime, source, path, name, kind);
  // Errors show the file's own lines.
  runtime.stacks.noteOrigin(name, origin ?? samePlaces);
  return text;
}

/** The text of a TypeScript file that stripping alone cannot run; undefined leaves it to Node's library. */
export function transformedTypes(runtime: EngineRuntime, source: string, path: string): string | undefined {
  return mayNeedTransform.test(source) ? transforms(runtime).transformTypes(runtime, source, path) : undefined;
}

/** Tells Node's loader that these files are modules; what they are is seen when they are compiled. */
export function nameJsxFormats(runtime: EngineRuntime): void {
  const { extensionFormatMap } = runtime.requireBuiltin("internal/modules/esm/get_format") as {
    extensionFormatMap: Record<string, string>;
  };
  extensionFormatMap[".jsx"] = "module";
  if (runtime.options["--strip-types"]) extensionFormatMap[".tsx"] = "module";
}
