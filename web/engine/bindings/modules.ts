/** `internalBinding('modules')`: package.json files, read and cached as Node's C++ does. */
import type { EngineRuntime } from "../boot/bootstrap.ts";
import type { Binding, Runtime } from "../boot/runtime.ts";
import { codedError } from "../boot/uv-errors.ts";
import { type CacheEntry, enableCompileCache } from "../esm/kept-code.ts";
import { transformedTypes } from "../esm/made-source.ts";
import { decodeUtf8 } from "./text-encodings.ts";

type Serialized = [
  name: string | undefined,
  main: string | undefined,
  type: "none" | "module" | "commonjs",
  imports: string | null,
  exports: string | null,
  path: string,
];

/** `cachedCodeTypes.kStrippedTypeScript` */
const strippedTypeScript = 2;

export function createModulesBinding(runtime: EngineRuntime): Binding {
  const cache = new Map<string, Serialized | undefined>();
  const pathOf = (url: string): string => {
    if (!url.startsWith("file:")) return url;
    return decodeURIComponent(new runtime.host.URL(url).pathname);
  };
  const read = (path: string, base?: string, specifier?: string): Serialized | undefined => {
    if (cache.has(path)) return cache.get(path);
    const found = readPackage(runtime, path, base === undefined ? undefined : pathOf(base), specifier);
    // Absence is not remembered: an install may run while this process lives.
    if (found) cache.set(path, found);
    return found;
  };
  const nearest = (path: string): Serialized | undefined => {
    for (let folder = parentOf(path); ; folder = parentOf(folder)) {
      // What lies in node_modules belongs to no package above it.
      if (folder.endsWith("/node_modules")) return undefined;
      const found = read(`${folder === "/" ? "" : folder}/package.json`);
      if (found || folder === "/") return found;
    }
  };
  return {
    ...runtime.data("modules"),
    readPackageJSON: (path: string, _isEsm: boolean, base?: string, specifier?: string) => read(path, base, specifier),
    getNearestParentPackageJSON: nearest,
    getNearestParentPackageJSONType: (path: string) => nearest(path)?.[2] ?? "none",
    getPackageScopeConfig: (url: string) => nearest(pathOf(url)) ?? "/package.json",
    getPackageType(url: string) {
      const type = nearest(pathOf(url))?.[2];
      return type === "none" ? undefined : type;
    },
    enableCompileCache(directory: unknown, portable: boolean) {
      if (typeof directory !== "string")
        throw codedError(TypeError, "ERR_INVALID_ARG_TYPE", "cacheDir should be a string");
      return enableCompileCache(runtime, directory, portable);
    },
    getCompileCacheDir: () => runtime.compileCache?.directory,
    flushCompileCache: () => runtime.compileCache?.flush(),
    // Node asks here for the text that a TypeScript file became before; text given here is taken as it is.
    getCompileCacheEntry(source: string, path: string, type: number) {
      const entry = runtime.compileCache?.entry(type, source, path);
      const kept = entry?.retrieve();
      if (kept !== undefined) return { transpiled: kept };
      const transpiled = type === strippedTypeScript ? transformedTypes(runtime, source, path) : undefined;
      return transpiled === undefined ? entry && { external: entry } : { transpiled };
    },
    saveCompileCacheEntry: (entry: CacheEntry, transpiled: string) => entry.keep(transpiled),
    setLazyPathHelpers(meta: object, url: string) {
      const path = pathOf(url);
      for (const [key, value] of [
        ["dirname", parentOf(path)],
        ["filename", path],
      ] as const) {
        Object.defineProperty(meta, key, { value, writable: true, enumerable: true, configurable: true });
      }
    },
  };
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/")) || "/";
}

function readPackage(runtime: Runtime, path: string, base?: string, specifier?: string): Serialized | undefined {
  let text: string;
  try {
    text = decodeUtf8(runtime.system.call("readFile", [path]));
  } catch {
    return undefined; // no such file: the usual answer while looking upwards
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch {
    parsed = undefined;
  }
  if (typeof parsed !== "object" || parsed === null) {
    const from = base !== undefined ? ` while importing "${specifier}" from ${base}` : "";
    throw codedError(Error, "ERR_INVALID_PACKAGE_CONFIG", `Invalid package config ${path}${from}.`);
  }
  // A program may have put members on Object.prototype: they are not the file's.
  const fields: Record<string, unknown> = Object.setPrototypeOf(parsed, null);
  const text_ = (key: string) => (typeof fields[key] === "string" ? String(fields[key]) : undefined);
  const json = (key: string) => {
    const value = fields[key];
    if (value === undefined) return null;
    return typeof value === "string" ? value : JSON.stringify(value);
  };
  const type = fields["type"];
  return [
    text_("name"),
    text_("main"),
    type === "module" || type === "commonjs" ? type : "none",
    json("imports"),
    json("exports"),
    path,
  ];
}
