/**
 * Runs inside the pinned Node binary with `--expose-internals` and prints, as JSON, what its native bindings hold as plain data
 * (constants, tables, layouts of shared arrays) and the names of their functions and classes. No code of Node is in the output.
 */
import { createRequire } from "node:module";
import { types } from "node:util";
import type { BindingPicture, Dump } from "../boot/bundle-input.ts";

/** A JSON picture of one value; `$` keys mark what JSON cannot say. */
export type Picture =
  | null
  | boolean
  | number
  | string
  | Picture[]
  | { $view: string; length: number; values: number[] }
  | { $map: [Picture, Picture][] }
  | { $symbol: string }
  | { $undefined: true }
  | { $bigint: string }
  | { $number: "NaN" | "Infinity" | "-Infinity" }
  | { [key: string]: Picture };

/** Left out: their data is large and nothing of it is used, or it describes the building machine. */
const skippedMembers = new Set(["builtins.natives", "builtins.builtinIds", "builtins.config", "errors.userland"]);
const deepest = 7;
/** This script needs two flags; the programs' defaults are without them. */
const ownFlagsUndone = { "--expose-internals": false, "--warnings": true };

function picture(value: unknown, depth: number): Picture | undefined {
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (value === undefined) return { $undefined: true };
  if (typeof value === "number") {
    if (Number.isFinite(value)) return value;
    return { $number: Number.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity" };
  }
  if (typeof value === "bigint") return { $bigint: String(value) };
  if (typeof value === "symbol") return { $symbol: value.description ?? "" };
  if (typeof value === "function" || depth > deepest) return undefined;
  return objectPicture(value, depth);
}

function objectPicture(value: object, depth: number): Picture {
  if (ArrayBuffer.isView(value)) {
    const view = value as ArrayBufferView & { length: number; [index: number]: number | bigint };
    const values = Array.from({ length: view.length }, (_, index) => Number(view[index]));
    while (values.length > 0 && values.at(-1) === 0) values.pop();
    return { $view: value.constructor.name, length: view.length, values };
  }
  if (Array.isArray(value)) return value.map((item) => picture(item, depth + 1) ?? null);
  if (types.isMap(value)) {
    // Node gives some tables a null prototype, so `instanceof Map` and iteration both miss them.
    const entries: [unknown, unknown][] = [];
    Map.prototype.forEach.call(value, (item, key) => entries.push([key, item]));
    return { $map: entries.map(([key, item]) => [picture(key, depth + 1) ?? null, picture(item, depth + 1) ?? null]) };
  }
  const result: Record<string, Picture> = {};
  for (const key of Object.keys(value)) {
    const item = picture(Reflect.get(value, key), depth + 1);
    if (item !== undefined) result[key] = item;
  }
  return result;
}

function bindingPicture(name: string, binding: object): BindingPicture {
  const result: BindingPicture = { data: {}, functions: [], classes: {} };
  for (const key of Object.keys(binding)) {
    if (skippedMembers.has(`${name}.${key}`)) continue;
    let value: unknown;
    try {
      value = Reflect.get(binding, key);
    } catch {
      continue; // a getter that refuses outside its own environment holds no data for us
    }
    if (typeof value === "function") {
      const members = Object.getOwnPropertyNames(value.prototype ?? {}).filter((member) => member !== "constructor");
      if (members.length > 0 || /^[A-Z]/.test(key)) result.classes[key] = members;
      else result.functions.push(key);
      continue;
    }
    const item = picture(value, 0);
    if (item !== undefined) result.data[key] = item;
  }
  return result;
}

function dumpAll(names: string[]): Dump {
  const internals = createRequire(import.meta.url)("internal/test/binding") as {
    internalBinding(name: string): Record<string, unknown>;
  };
  const bindings: Dump["bindings"] = {};
  for (const name of names) {
    try {
      bindings[name] = bindingPicture(name, internals.internalBinding(name));
    } catch {
      // Named in the library but absent from this build (a debug-only or platform binding): nothing to describe.
    }
  }
  const options = internals.internalBinding("options") as Record<string, () => unknown>;
  const uv = internals.internalBinding("uv") as { getErrorMap(): Map<number, [string, string]> };
  return {
    bindings,
    options: picture({ ...(options["getCLIOptionsValues"]?.() as object), ...ownFlagsUndone }, 0) ?? null,
    optionsInfo: picture(options["getCLIOptionsInfo"]?.(), 0) ?? null,
    embedderOptions: picture(options["getEmbedderOptions"]?.(), 0) ?? null,
    uvErrors: [...uv.getErrorMap()],
    versions: { ...process.versions } as Record<string, string>,
    release: { ...process.release },
    config: process.config,
  };
}

if (process.argv[2] === "--dump") process.stdout.write(JSON.stringify(dumpAll(JSON.parse(process.argv[3] ?? "[]"))));
