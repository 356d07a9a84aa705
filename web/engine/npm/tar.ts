import { posix } from "node:path";
import { NpmError } from "./errors.ts";

export interface TarEntry {
  /** Relative, with forward slashes, below the archive's first folder. */
  path: string;
  executable: boolean;
  data: Uint8Array;
}

const blockBytes = 512;
const decoder = new TextDecoder();

function text(block: Uint8Array, from: number, length: number): string {
  const field = block.subarray(from, from + length);
  const end = field.indexOf(0);
  return decoder.decode(end === -1 ? field : field.subarray(0, end));
}

function octal(block: Uint8Array, from: number, length: number): number {
  // GNU tar writes sizes past 8 GB in base 256, marked by the high bit; none of ours may be that large.
  if ((block[from] ?? 0) & 0x80) return Number.POSITIVE_INFINITY;
  return Number.parseInt(text(block, from, length).trim() || "0", 8);
}

/** Records of a pax header: "27 path=some/long/name\n". */
function readPax(data: Uint8Array): Map<string, string> {
  const records = new Map<string, string>();
  for (let at = 0; at < data.length; ) {
    const space = data.indexOf(32, at);
    const length = Number(decoder.decode(data.subarray(at, space)));
    if (space === -1 || !(length > 0)) break;
    const [, key = "", value = ""] =
      /^([^=]*)=([\s\S]*)\n$/.exec(decoder.decode(data.subarray(space + 1, at + length))) ?? [];
    records.set(key, value);
    at += length;
  }
  return records;
}

function checksumFits(block: Uint8Array): boolean {
  let sum = 0;
  for (let at = 0; at < blockBytes; at++) sum += at >= 148 && at < 156 ? 32 : (block[at] ?? 0);
  return sum === octal(block, 148, 8);
}

/** The path below the archive's first folder; null for that folder itself. Throws when it would leave the package. */
function innerPath(name: string): string | null {
  const path = posix.normalize(name.replaceAll("\\", "/"));
  if (
    posix.isAbsolute(path) ||
    path === ".." ||
    path.startsWith("../") ||
    /^[a-zA-Z]:/.test(path) ||
    path.includes("\0") ||
    name.split(/[\\/]/).includes("..")
  )
    throw new NpmError("EINVALIDPACKAGE", `The archive holds a path outside its package: '${name}'.`);
  const slash = path.indexOf("/");
  return slash === -1 || slash === path.length - 1 ? null : path.slice(slash + 1).replace(/\/$/, "");
}

/** Files of a package's tar archive. Links and devices are left out, as npm leaves them; a path outside the package throws. */
export function* readTar(archive: Uint8Array): Generator<TarEntry> {
  let longName: string | null = null;
  for (let at = 0; at + blockBytes <= archive.length; ) {
    const block = archive.subarray(at, at + blockBytes);
    at += blockBytes;
    if (block.every((byte) => byte === 0)) continue;
    if (!checksumFits(block))
      throw new NpmError("EINVALIDPACKAGE", "The archive is damaged: a header's checksum is wrong.");
    const size = octal(block, 124, 12);
    const type = String.fromCharCode(block[156] ?? 0);
    if (!(at + size <= archive.length)) throw new NpmError("EINVALIDPACKAGE", "The archive is cut off.");
    const data = archive.subarray(at, at + size);
    at += Math.ceil(size / blockBytes) * blockBytes;
    if (type === "x") longName = readPax(data).get("path") ?? longName;
    else if (type === "L") longName = text(data, 0, data.length);
    else if (type === "0" || type === "\0" || type === "7") {
      const prefix = text(block, 257, 5) === "ustar" ? text(block, 345, 155) : "";
      const name = text(block, 0, 100);
      const path = innerPath(longName ?? (prefix === "" ? name : `${prefix}/${name}`));
      if (path !== null && path !== "") yield { path, executable: (octal(block, 100, 8) & 0o111) !== 0, data };
      longName = null;
    } else if (type !== "g") longName = null;
  }
}
