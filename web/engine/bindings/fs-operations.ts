/** Node's file operations as system calls. Each throws CallFailure with libuv's name. */
import type { Runtime } from "../boot/runtime.ts";
import { CallFailure } from "../boot/uv-errors.ts";
import type { FileStat } from "../kernel/protocol.ts";
import { checkMode } from "./fs-checks.ts";
import { joinBytes } from "./join-bytes.ts";
import { namer, type PathLike, pathText } from "./path-bytes.ts";
import { bytesOf, decodeUtf8, encodeText, encodingNumber } from "./text-encodings.ts";

type Position = number | bigint | null | undefined;
type Bytes = ArrayBufferView;

const current = -1;
/** `(uid_t)-1`. */
const noChange = 2 ** 32 - 1;
/** type, bsize, frsize, blocks, bfree, bavail, files, ffree; the kernel leaves out frsize, which is bsize. */
const statFsFields = 8;
const fragmentSizeField = 2;
/** One system call carries at most this much; longer reads and writes go in parts. */
const maxTransferBytes = 8 * 1024 * 1024;

function positionOf(position: Position): number {
  if (position === null || position === undefined) return current;
  const value = Number(position);
  return value >= 0 ? value : current;
}

export function createDataOperations(runtime: Runtime) {
  const { system } = runtime;
  const read = (fd: number, target: Bytes, offset: number, length: number, position: Position): number => {
    const bytes = bytesOf(target);
    const start = positionOf(position);
    const wanted = Math.min(length, bytes.length - offset, maxTransferBytes);
    if (wanted <= 0) return 0;
    const data = system.call("read", [fd, wanted, start]);
    bytes.set(data, offset);
    return data.length;
  };
  const write = (fd: number, source: Uint8Array, position: Position): number => {
    const start = positionOf(position);
    let written = 0;
    do {
      const part = source.slice(written, written + maxTransferBytes);
      written += system.call("write", [fd, start === current ? current : start + written], part);
    } while (written < source.length);
    return written;
  };
  const readToEnd = (fd: number): Uint8Array => {
    const parts: Uint8Array[] = [];
    for (;;) {
      const part = system.call("read", [fd, 1 << 16, current]);
      if (part.length === 0) break;
      parts.push(part);
    }
    return joinBytes(parts);
  };
  return {
    read,
    readBuffers(fd: number, buffers: Bytes[], position: Position): number {
      const start = positionOf(position);
      let total = 0;
      for (const buffer of buffers) {
        const count = read(fd, buffer, 0, buffer.byteLength, start === current ? current : start + total);
        total += count;
        if (count < buffer.byteLength) break;
      }
      return total;
    },
    writeBuffer: (fd: number, source: Bytes, offset?: number, length?: number, position?: Position) => {
      const from = offset ?? 0;
      return write(fd, bytesOf(source).subarray(from, from + (length ?? source.byteLength - from)), position);
    },
    writeBuffers(fd: number, buffers: Bytes[], position: Position): number {
      const start = positionOf(position);
      let total = 0;
      for (const buffer of buffers) total += write(fd, bytesOf(buffer), start === current ? current : start + total);
      return total;
    },
    writeString: (fd: number, text: string, position: Position, encoding: unknown) =>
      write(fd, encodeText(text, encodingNumber(encoding)), position),
    readText(source: PathLike | number, flags = 0): string {
      if (typeof source === "number") return decodeUtf8(readToEnd(source));
      if (flags === 0) {
        try {
          return decodeUtf8(system.call("readFile", [pathText(source)]));
        } catch (error) {
          // A device or a pipe has no contents: it is read until it ends.
          if (!(error instanceof CallFailure && error.code === "EINVAL")) throw error;
        }
      }
      const fd = system.call("open", [pathText(source), flags, 0o666]);
      try {
        return decodeUtf8(readToEnd(fd));
      } finally {
        system.call("close", [fd]);
      }
    },
    writeText(target: PathLike | number, text: string, flags: number, mode: number): void {
      const contents = encodeText(text, encodingNumber("utf8"));
      if (typeof target !== "number" && contents.length <= maxTransferBytes) {
        if (system.call("writeFile", [pathText(target), flags, mode], contents) >= 0) return;
      }
      const fd = typeof target === "number" ? target : system.call("open", [pathText(target), flags, mode]);
      try {
        if (contents.length > 0) write(fd, contents, current);
      } finally {
        if (typeof target !== "number") system.call("close", [fd]);
      }
    },
  };
}

export function createTreeOperations(runtime: Runtime) {
  const { system } = runtime;
  const done = (_answer: null): undefined => undefined;
  const seconds = (value: number) => value * 1000;
  return {
    access: (path: PathLike, mode: unknown) =>
      done(system.call("access", [pathText(path), checkMode(runtime, mode, "access")])),
    open: (path: PathLike, flags: number, mode: number) => system.call("open", [pathText(path), flags, mode ?? 0o666]),
    close: (fd: number) => done(system.call("close", [fd])),
    rename: (from: PathLike, to: PathLike) => done(system.call("rename", [pathText(from), pathText(to)])),
    ftruncate: (fd: number, length: number) => done(system.call("ftruncate", [fd, length ?? 0])),
    rmdir: (path: PathLike) => done(system.call("rmdir", [pathText(path)])),
    unlink: (path: PathLike) => done(system.call("unlink", [pathText(path)])),
    mkdir: (path: PathLike, mode: number, recursive: boolean) =>
      system.call("mkdir", [pathText(path), mode, recursive]) ?? undefined,
    readdir(path: PathLike, encoding: unknown, withTypes: boolean) {
      const entries = system.call("readdir", [pathText(path)]);
      const name = namer(runtime, encoding);
      const names = entries.map((entry) => name(entry.name));
      return withTypes ? [names, entries.map((entry) => entry.type)] : names;
    },
    link: (from: PathLike, to: PathLike) => done(system.call("link", [pathText(from), pathText(to)])),
    symlink: (target: PathLike, path: PathLike) => done(system.call("symlink", [pathText(target), pathText(path)])),
    readlink: (path: PathLike, encoding: unknown) =>
      namer(runtime, encoding)(system.call("readlink", [pathText(path)])),
    realpath: (path: PathLike, encoding: unknown) =>
      namer(runtime, encoding)(system.call("realpath", [pathText(path)])),
    copyFile: (from: PathLike, to: PathLike, mode: unknown) =>
      done(system.call("copyFile", [pathText(from), pathText(to), checkMode(runtime, mode, "copyFile")])),
    chmod: (path: PathLike, mode: number) => done(system.call("chmod", [pathText(path), mode])),
    fchmod: (fd: number, mode: number) => done(system.call("fchmod", [fd, mode])),
    chown: (path: PathLike, uid: number, gid: number) => keepOwner(system.call("stat", [pathText(path)]), uid, gid),
    fchown: (fd: number, uid: number, gid: number) => keepOwner(system.call("fstat", [fd]), uid, gid),
    lchown: (path: PathLike, uid: number, gid: number) => keepOwner(system.call("lstat", [pathText(path)]), uid, gid),
    utimes: (path: PathLike, access: number, modify: number) =>
      done(system.call("utimes", [pathText(path), seconds(access), seconds(modify), true])),
    futimes: (fd: number, access: number, modify: number) =>
      done(system.call("futimes", [fd, seconds(access), seconds(modify)])),
    lutimes: (path: PathLike, access: number, modify: number) =>
      done(system.call("utimes", [pathText(path), seconds(access), seconds(modify), false])),
    mkdtemp: (prefix: PathLike, encoding: unknown) =>
      namer(runtime, encoding)(system.call("mkdtemp", [pathText(prefix).replace(/XXXXXX$/, "")])),
    fsync: (fd: number) => void system.call("fstat", [fd]),
    fdatasync: (fd: number) => void system.call("fstat", [fd]),
    statfs(path: PathLike, big: boolean) {
      const values = system.call("statfs", [pathText(path)]);
      if (values.length < statFsFields) values.splice(fragmentSizeField, 0, values[1] ?? 0);
      return big ? BigInt64Array.from(values.map((value) => BigInt(value))) : Float64Array.from(values);
    },
    exists(path: PathLike): boolean {
      try {
        return system.call("moduleStat", [pathText(path)]) >= 0;
      } catch (error) {
        if (error instanceof CallFailure) return false;
        throw error;
      }
    },
  };
}

/** One ordinary user owns everything and may give nothing away; -1 asks for no change. */
function keepOwner(stat: FileStat, uid: number, gid: number): undefined {
  const isSame = (asked: number, own: number) => asked === own || asked === -1 || asked === noChange;
  if (!isSame(uid, stat.uid) || !isSame(gid, stat.gid)) throw new CallFailure("EPERM");
}
