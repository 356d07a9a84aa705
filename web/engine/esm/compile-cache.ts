/**
 * The entry of the chunk `compile_cache`: what the engine made of source files, kept in a folder of the program's (Node's
 * `module.enableCompileCache()`). A browser gives out no compiled code; reading a file again is what is saved. Files and words are Node's.
 */

import { decodeUtf8 } from "../bindings/text-encodings.ts";
import { crc32 } from "../bindings/zlib-checksums.ts";
import type { EngineRuntime } from "../boot/bootstrap.ts";
import { writeText } from "../boot/fatal.ts";
import { type CacheEntry, type CompileCache, codeKinds, type EnabledCache, statuses } from "./kept-code.ts";

const magic = 0x8adf_dbb2;
const headerBytes = 20;
const writeFlags = 0o1101;
const folderMode = 0o777;
const fileMode = 0o600;

interface Kept extends CacheEntry {
  kind: string;
  name: string;
  file: string;
  source: Uint8Array;
  /** undefined: the source did not compile. */
  made: string | undefined;
  isStored: boolean;
}

/** `portable`: entries are found again when the folder and the sources have moved together. */
export function enableCompileCache(runtime: EngineRuntime, base: string, portable: boolean): EnabledCache {
  const say = debugOutput(runtime);
  if (runtime.process.env["NODE_DISABLE_COMPILE_CACHE"]) {
    const message = "Disabled by NODE_DISABLE_COMPILE_CACHE";
    say(`${message}.`);
    return { status: statuses.disabled, message };
  }
  if (portable) say("using relative path");
  const path = runtime.requireBuiltin("path") as { resolve(...parts: string[]): string };
  const tag = `${runtime.process.version}-x64-${hexOf(runtime.scriptUrl)}-0`;
  const directory = path.resolve(base, tag);
  say(`resolved path ${base} + ${tag} -> ${directory}`);
  let failure = "";
  try {
    runtime.system.call("mkdir", [directory, folderMode, true]);
  } catch (error) {
    failure = errorText(runtime, error);
  }
  say(`creating cache directory ${directory}...${failure || "success"}`);
  if (failure) {
    const message = `Cannot create cache directory: ${failure}`;
    say(message);
    return { status: statuses.failed, message };
  }
  const cache = createCache(runtime, directory, portable, say);
  return { status: statuses.enabled, directory: path.resolve(base), cache };
}

function debugOutput(runtime: EngineRuntime): (text: string) => void {
  const categories = String(runtime.process.env["NODE_DEBUG_NATIVE"] ?? "").split(",");
  const shown = categories.some((one) => one.trim().toUpperCase() === "COMPILE_CACHE");
  return (text) => shown && writeText(runtime, 2, `[compile cache] ${text}\n`);
}

function createCache(
  runtime: EngineRuntime,
  directory: string,
  portable: boolean,
  say: (text: string) => void,
): CompileCache {
  const entries = new Map<string, Kept>();
  const { relative } = runtime.requireBuiltin("path") as { relative(from: string, to: string): string };
  const { fileURLToPath } = runtime.requireBuiltin("internal/url") as { fileURLToPath(url: string): string };
  const keyOf = (kind: number, name: string): string => {
    const path = name.startsWith("file://") ? fileURLToPath(name) : name;
    if (!portable || !path.startsWith("/")) return hexOf(`${kind}${name}`);
    const found = relative(directory, path);
    say(`using relative path ${found} from ${directory}`);
    return hexOf(`${kind}${found}`);
  };
  const settle = (entry: Kept, made: string): void => {
    const isKept = entry.kept === made;
    const state = isKept
      ? "accepted, keeping"
      : `${entry.kept === undefined ? "not initialized, initializing" : "rejected, updating"}`;
    say(`V8 code cache for ${entry.kind} ${entry.name} was ${state} the in-memory entry`);
    entry.made = made;
    entry.isStored = isKept;
  };
  return {
    directory,
    entry(kindNumber, source, name) {
      const kind = codeKinds[kindNumber] ?? "";
      const key = keyOf(kindNumber, name);
      const bytes = new runtime.host.TextEncoder().encode(source);
      const known = entries.get(key);
      if (known && sameBytes(known.source, bytes)) return known;
      const file = `${directory}/${key}`;
      const { words, kept } = readEntry(runtime, file, bytes);
      const [text, outcome] = [words.length > 0 ? `[${words.join(" ")}]...` : "", kept.outcome];
      say(`reading cache from ${file} for ${kind} ${name}...${text}${outcome}`);
      const entry: Kept = {
        kind,
        name,
        file,
        source: bytes,
        kept: kept.text,
        made: undefined,
        isStored: false,
        settle: (made) => settle(entry, made),
        retrieve() {
          if (entry.kept === undefined) say(`no transpile cache for ${kind} ${name}`);
          else say(`retrieving transpile cache for ${kind} ${name}...success`);
          if (entry.kept !== undefined) Object.assign(entry, { made: entry.kept, isStored: true });
          return entry.kept;
        },
        keep(made) {
          say(`saving transpilation cache for ${kind} ${name}`);
          entry.made = made;
        },
      };
      entries.set(key, entry);
      return entry;
    },
    persist() {
      for (const entry of entries.values()) persistEntry(runtime, entry, say);
      say("Clear deserialized cache.");
    },
    flush() {
      say("module.flushCompileCache() requested.");
      this.persist();
      say("module.flushCompileCache() finished.");
    },
  };
}

/** Header: five numbers of 32 bits (magic, size and checksum of source and of entry, as Node orders them), then the entry. */
function readEntry(
  runtime: EngineRuntime,
  file: string,
  source: Uint8Array,
): { words: number[]; kept: { text: string | undefined; outcome: string } } {
  const none = (outcome: string, words: number[] = []) => ({ words, kept: { text: undefined, outcome } });
  let bytes: Uint8Array;
  try {
    bytes = runtime.system.call("readFile", [file]);
  } catch (error) {
    return none(` ${errorText(runtime, error)}`);
  }
  if (bytes.length < headerBytes) return none(`reading header failed, bytes read ${bytes.length}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const words = Array.from({ length: headerBytes / 4 }, (_, index) => view.getUint32(index * 4, true));
  const content = bytes.slice(headerBytes);
  const expected = [magic, source.length, content.length, crc32(source), crc32(content)];
  const order = [
    [0, "magic number"],
    [1, "code size"],
    [3, "code hash"],
    [2, "cache size"],
    [4, "cache hash"],
  ] as const;
  for (const [index, what] of order) {
    if (words[index] !== expected[index])
      return none(`${what} mismatch: expected ${expected[index]}, actual ${words[index]}`, words);
  }
  return { words, kept: { text: decodeUtf8(content), outcome: ` success, size=${content.length}` } };
}

function persistEntry(runtime: EngineRuntime, entry: Kept, say: (text: string) => void): void {
  const { kind, name, file, made } = entry;
  if (made === undefined || entry.isStored) {
    const why = entry.isStored ? "cache was the same" : "the cache was not initialized";
    say(`skip persisting ${kind} ${name} because ${why}`);
    return;
  }
  const content = new runtime.host.TextEncoder().encode(made);
  const words = [magic, entry.source.length, content.length, crc32(entry.source), crc32(content)];
  const bytes = new Uint8Array(headerBytes + content.length);
  const view = new DataView(bytes.buffer);
  for (const [index, word] of words.entries()) view.setUint32(index * 4, word, true);
  bytes.set(content, headerBytes);
  // Another process may write the same entry: each has a file of its own until it is whole.
  const temporary = `${file}.${runtime.process["pid"]}`;
  const step = (what: string, run: () => unknown): boolean => {
    try {
      run();
      say(`${what}...success`);
      return true;
    } catch (error) {
      say(`${what}...${errorText(runtime, error)}`);
      return false;
    }
  };
  say(`Creating temporary file for cache of ${name} (${kind})... -> ${temporary}`);
  const writing = `writing cache for ${kind} ${name} to temporary file ${temporary} [${words.join(" ")}]`;
  const isWritten = step(writing, () => runtime.system.call("writeFile", [temporary, writeFlags, fileMode], bytes));
  if (isWritten) step(`Renaming ${temporary} to ${file}`, () => runtime.system.call("rename", [temporary, file]));
  entry.isStored = true;
}

function errorText(runtime: EngineRuntime, error: unknown): string {
  const code: unknown = Reflect.get(Object(error), "code");
  if (typeof code !== "string") throw error;
  return runtime.uv.messageOf(runtime.uv.numberOf(code));
}

function hexOf(text: string): string {
  return crc32(new Uint8Array(Array.from(text, (letter) => letter.charCodeAt(0) & 0xff)))
    .toString(16)
    .padStart(8, "0");
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
