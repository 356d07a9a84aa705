import type { EngineRuntime } from "../boot/bootstrap.ts";
import type { Binding } from "../boot/runtime.ts";
import { createTypeTests } from "./types.ts";

/** Indices into Node's list TCP, TTY, UDP, FILE, PIPE, UNKNOWN. */
const handleTypes = { socket: 0, tty: 1, datagram: 2, file: 3, pipe: 4, unknown: 5 } as const;
/** V8's PropertyFilter. */
const propertyFilters = { onlyEnumerable: 2, skipSymbols: 16 } as const;

export function createUtilBinding(runtime: EngineRuntime): Binding {
  return {
    ...runtime.data("util"),
    ...createTypeTests(runtime),
    privateSymbols: runtime.privateSymbols,
    ...inspectionMembers(runtime),
    ...callSiteMembers(runtime),
    isInsideNodeModules: () =>
      runtime.stacks.capture(20).some((site) => /\/node_modules\//.test(site.getScriptNameOrSourceURL() ?? "")),
    defineLazyProperties: (target: object, id: string, keys: string[], enumerable = true) => {
      for (const key of keys) defineLazyProperty(runtime, target, id, key, enumerable);
    },
    guessHandleType(fd: number) {
      const kind = runtime.system.call("descriptorKind", [fd]);
      if (kind && kind !== "null" && kind !== "directory") return handleTypes[kind];
      return kind === "null" || kind === "directory" ? handleTypes.file : handleTypes.unknown;
    },
    sleep: (ms: number) => runtime.system.call("sleep", [ms]),
    parseEnv,
    arrayBufferViewHasBuffer: () => true,
    constructSharedArrayBuffer: (size: number) => new SharedArrayBuffer(size),
    markPromiseAsHandled(promise: Promise<unknown>) {
      promise.catch(() => undefined);
    },
    toUSVString: (value: unknown) => String(value).toWellFormed(),
    getSystemErrorName: (number: number) => runtime.uv.nameOf(number),
    getSystemErrorMessage: (number: number) => runtime.uv.messageOf(number),
  };
}

function inspectionMembers(runtime: EngineRuntime): Binding {
  const { inspection } = runtime;
  const isObject = (value: unknown): value is object =>
    (typeof value === "object" && value !== null) || typeof value === "function";
  return {
    getPromiseDetails(promise: object) {
      const [state, value] = inspection.promiseState(promise);
      return state === 0 ? [state, undefined] : [state, value];
    },
    getProxyDetails(value: unknown, both = true) {
      const details = isObject(value) ? inspection.proxyDetails(value) : undefined;
      if (!details) return undefined;
      return both ? [...details] : details[0];
    },
    /** `[items, pairs]` of an iterator, or the flat entries of a Map or Set. */
    previewEntries(value: object, isIterator?: boolean) {
      const preview = inspection.iteratorPreview(value) ?? collectionPreview(value);
      return isIterator ? [preview.items, preview.pairs] : preview.items;
    },
    getOwnNonIndexProperties(value: object, filter: number) {
      const isWanted = (key: symbol) =>
        (filter & propertyFilters.onlyEnumerable) === 0 || Object.prototype.propertyIsEnumerable.call(value, key);
      const symbols = filter & propertyFilters.skipSymbols ? [] : Object.getOwnPropertySymbols(value);
      // Indexes come first, and of a long array they are millions of texts: V8 has Object.keys five times as fast.
      const names = filter & propertyFilters.onlyEnumerable ? Object.keys(value) : Object.getOwnPropertyNames(value);
      let first = names.length;
      while (first > 0 && !isArrayIndex(names[first - 1] ?? "0")) first--;
      return [...names.slice(first), ...symbols.filter(isWanted)];
    },
    getConstructorName(value: object) {
      for (let at: object | null = value; at; at = Object.getPrototypeOf(at)) {
        const found: unknown = Object.getOwnPropertyDescriptor(at, "constructor")?.value;
        if (typeof found === "function" && found.name) return found.name;
      }
      return "Object";
    },
    getExternalValue: () => 0n,
  };
}

function collectionPreview(value: object): { items: unknown[]; pairs: boolean } {
  if (value instanceof Map) return { items: [...value].flat(1), pairs: true };
  if (value instanceof Set) return { items: [...value], pairs: false };
  return { items: [], pairs: false };
}

function isArrayIndex(key: string | symbol): boolean {
  return typeof key === "string" && /^(0|[1-9]\d{0,9})$/.test(key) && Number(key) < 0xffffffff;
}

function callSiteMembers(runtime: EngineRuntime): Binding {
  return {
    getCallerLocation() {
      const site = runtime.stacks
        .capture(10)
        .filter((frame) => !frame.getScriptNameOrSourceURL()?.startsWith("node:"))[0];
      return site ? [site.getLineNumber(), site.getColumnNumber(), site.getScriptNameOrSourceURL()] : undefined;
    },
    getCallSites(count: number) {
      return runtime.stacks
        .capture(count + 1)
        .slice(1)
        .map((site) => ({
          functionName: site.getFunctionName() ?? "",
          scriptId: "0",
          scriptName: site.getScriptNameOrSourceURL() ?? "",
          lineNumber: site.getLineNumber() ?? 0,
          columnNumber: site.getColumnNumber() ?? 0,
          column: site.getColumnNumber() ?? 0,
        }));
    },
  };
}

function defineLazyProperty(
  runtime: EngineRuntime,
  target: object,
  id: string,
  key: string,
  enumerable: boolean,
): void {
  let loaded: Record<string, unknown> | undefined;
  const set = (value: unknown) =>
    Object.defineProperty(target, key, { writable: true, enumerable, configurable: true, value });
  const get = () => {
    loaded ??= runtime.requireBuiltin(id);
    const value = loaded[key];
    set(value);
    return value;
  };
  Object.defineProperty(set, "name", { value: key });
  Object.defineProperty(get, "name", { value: key });
  Object.defineProperty(target, key, { enumerable, configurable: true, get, set });
}

/** The `.env` format: quotes of three kinds, `export`, comments, `\n` in double quotes. */
export function parseEnv(text: string): Record<string, string> {
  const pattern =
    /^[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|`([^`]*)`|([^#\r\n]*))/gm;
  const result: Record<string, string> = {};
  for (const [, key, double, single, back, bare] of text.replaceAll("\r\n", "\n").matchAll(pattern)) {
    if (key === undefined) continue;
    result[key] = double?.replaceAll("\\n", "\n") ?? single ?? back ?? (bare ?? "").trim();
  }
  return result;
}
