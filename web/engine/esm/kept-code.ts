/** What the compile cache keeps of a source, and how it is used; the cache itself is a chunk (compile-cache.ts). */
import type { EngineRuntime } from "../boot/bootstrap.ts";
import { type Chunk, loadChunk } from "../boot/chunk.ts";

/** The names behind the numbers of `cachedCodeTypes`. */
export const codeKinds = [
  "CommonJS",
  "ESM",
  "StrippedTypeScript",
  "TransformedTypeScript",
  "TransformedTypeScriptWithSourceMaps",
] as const;
/** `module.constants.compileCacheStatus` */
export const statuses = { failed: 0, enabled: 1, alreadyEnabled: 2, disabled: 3 } as const;

export interface CacheEntry {
  /** What an earlier process made of the same source. */
  kept: string | undefined;
  /** Says what was made of a source that compiled; the same text as `kept` is not written again. */
  settle(made: string): void;
  /** For TypeScript: the kept text, and what is to be kept. */
  retrieve(): string | undefined;
  keep(made: string): void;
}

export interface CompileCache {
  directory: string;
  /** `kind` is an index of `codeKinds`. */
  entry(kind: number, source: string, name: string): CacheEntry;
  persist(): void;
  flush(): void;
}

export interface EnabledCache {
  status: number;
  message?: string;
  directory?: string;
  cache?: CompileCache;
}

type Enable = (runtime: EngineRuntime, directory: string, portable: boolean) => EnabledCache;

let enable: Enable | undefined;

/** Answers as the native `enableCompileCache`: status, message, directory. */
export function enableCompileCache(
  runtime: EngineRuntime,
  directory: string,
  portable: boolean,
): [status: number, message?: string | undefined, directory?: string | undefined] {
  if (runtime.compileCache) return [statuses.alreadyEnabled, undefined, runtime.compileCache.directory];
  if (!enable) {
    const loaded: Chunk & { enableCompileCache?: Enable } = loadChunk(runtime.host, "compile_cache");
    enable = loaded.enableCompileCache;
  }
  const result = enable?.(runtime, directory, portable);
  if (!result) throw new Error("The engine's script n/chunk/compile_cache.js has no enableCompileCache");
  runtime.compileCache = result.cache;
  return [result.status, result.message, result.directory];
}
