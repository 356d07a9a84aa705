import * as v from "valibot";
import type { FileTree } from "../kernel/file-tree.ts";
import { SystemError } from "../kernel/system-error.ts";
import { Exposed, type Members, Moved, RemoteFunction } from "./comlink.ts";
import { clientPath } from "./paths.ts";

const encodings = ["utf8", "utf-8", "latin1", "binary", "base64", "hex", "ascii"] as const;
const encodingSchema = v.nullish(
  v.union([v.picklist(encodings), v.object({ encoding: v.nullish(v.picklist(encodings)) })]),
);
const readdirSchema = v.nullish(
  v.union([v.string(), v.object({ encoding: v.nullish(v.string()), withFileTypes: v.nullish(v.boolean()) })]),
);
const removeSchema = v.nullish(v.object({ force: v.nullish(v.boolean()), recursive: v.nullish(v.boolean()) }));
const watchSchema = v.nullish(
  v.union([v.string(), v.object({ encoding: v.nullish(v.string()), recursive: v.nullish(v.boolean()) })]),
);
const encoder = new TextEncoder();

/** The client's `fs`: every failure is an error whose message is Node's. */
export function fileApi(tree: FileTree, workdir: string, onClose: (close: () => void) => void): Members {
  const at = (path: unknown): string => clientPath(path, workdir);
  return {
    readFile: (path: unknown, encoding?: unknown) =>
      named("open", path, () => {
        const file = tree.file(at(path));
        const bytes = file.bytes.slice(0, file.size);
        const choice = v.parse(encodingSchema, encoding);
        const name = typeof choice === "string" ? choice : choice?.encoding;
        return name ? decode(bytes, name) : new Moved(bytes);
      }),
    writeFile: (path: unknown, data: unknown, encoding?: unknown) =>
      named("open", path, () => {
        const choice = v.parse(encodingSchema, encoding);
        const name = typeof choice === "string" ? choice : (choice?.encoding ?? "utf8");
        tree.writeFile(at(path), "/", typeof data === "string" ? encode(data, name) : ownBytes(data));
      }),
    readdir: (path: unknown, options?: unknown) =>
      named("scandir", path, () => {
        const choice = v.parse(readdirSchema, options);
        const entries = tree.readdir(at(path), "/");
        if (typeof choice === "object" && choice?.withFileTypes) {
          return entries.map(({ name, node }) => ({ name, "Symbol(type)": node.type === "folder" ? 2 : 1 }));
        }
        const encoding = typeof choice === "string" ? choice : choice?.encoding;
        return entries.map(({ name }) => (encoding === "buffer" ? encoder.encode(name) : name));
      }),
    mkdir: (path: unknown, options?: unknown) =>
      named("mkdir", path, () => {
        const { recursive } = v.parse(v.nullish(v.object({ recursive: v.nullish(v.boolean()) }), {}), options) ?? {};
        return tree.mkdir(at(path), "/", 0o755, recursive === true) ?? undefined;
      }),
    rm: (path: unknown, options?: unknown) =>
      named("rm", path, () => {
        const choice = v.parse(removeSchema, options);
        tree.rm(at(path), "/", choice?.recursive === true, choice?.force === true);
      }),
    rename: (from: unknown, to: unknown) => named("rename", from, () => tree.rename(at(from), at(to), "/"), to),
    watch: (path: unknown, options: unknown, listener: unknown) =>
      named("watch", path, () => watch(tree, at(path), options, listener, onClose)),
  };
}

function watch(
  tree: FileTree,
  path: string,
  options: unknown,
  listener: unknown,
  onClose: (close: () => void) => void,
): Exposed {
  const choice = v.parse(watchSchema, options);
  const asBytes = (typeof choice === "string" ? choice : choice?.encoding) === "buffer";
  const recursive = typeof choice === "object" && choice?.recursive === true;
  const node = tree.node(path);
  const id = tree.watches.add(node, recursive, (event, name) => {
    if (listener instanceof RemoteFunction) void listener.call(event, asBytes ? encoder.encode(name) : name);
  });
  const close = (): void => {
    tree.watches.remove(id);
    if (listener instanceof RemoteFunction) listener.close();
  };
  onClose(close);
  return new Exposed({ close }, close);
}

/** Adds call and path to a file error, in Node's words. */
function named<T>(call: string, path: unknown, action: () => T, to?: unknown): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    const target = to === undefined ? "" : ` -> '${String(to)}'`;
    throw new Error(`${error.code}: ${error.message}, ${call} '${String(path)}'${target}`, { cause: error });
  }
}

function ownBytes(data: unknown): Uint8Array<ArrayBuffer> {
  if (!(data instanceof Uint8Array)) throw new Error("The contents of a file must be a string or a Uint8Array.");
  return data.buffer instanceof ArrayBuffer && data.byteLength === data.buffer.byteLength
    ? new Uint8Array(data.buffer)
    : new Uint8Array(data);
}

type Encoding = (typeof encodings)[number];

function decode(bytes: Uint8Array, encoding: Encoding): string {
  switch (encoding) {
    case "utf8":
    case "utf-8":
      return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
    case "hex":
      return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    case "base64":
      return btoa(latin1(bytes));
    default:
      return latin1(bytes);
  }
}

/** Each byte as the character of its number. */
export function latin1(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
}

export function fromLatin1(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}

function encode(text: string, encoding: Encoding): Uint8Array<ArrayBuffer> {
  switch (encoding) {
    case "utf8":
    case "utf-8":
      return encoder.encode(text);
    case "hex":
      return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
    case "base64":
      return fromLatin1(atob(text));
    default:
      return fromLatin1(text);
  }
}
