/** `fs.cpSync`: what Node does in C++, with its own sentences. */
import type { Binding, Runtime } from "../boot/runtime.ts";
import { CallFailure, codedError } from "../boot/uv-errors.ts";
import type { FileStat } from "../kernel/protocol.ts";
import { nodeError } from "./fs-requests.ts";
import { type PathLike, pathText } from "./path-bytes.ts";

const typeMask = 0o170000;
const types = { fifo: 0o010000, folder: 0o040000, file: 0o100000, link: 0o120000, socket: 0o140000 } as const;
const isType = (stat: FileStat | undefined, type: keyof typeof types): boolean =>
  stat !== undefined && (stat.mode & typeMask) === types[type];

interface CopyOptions {
  force: boolean;
  dereference: boolean;
  errorOnExist: boolean;
  verbatimSymlinks: boolean;
  preserveTimestamps: boolean;
}

function failure(code: string, message: string): Error {
  return codedError(Error, code, message);
}
function parentOf(path: string): string {
  return path.replace(/\/+$/, "").replace(/\/?[^/]*$/, "") || (path.startsWith("/") ? "/" : "");
}
function isInside(path: string, folder: string): boolean {
  return `${path}/`.startsWith(`${folder.replace(/\/+$/, "")}/`);
}
/** `std::filesystem::absolute` and `weakly_canonical` by text: what a relative link means where it lies. */
function resolveFrom(folder: string, target: string): string {
  const names: string[] = [];
  for (const name of (target.startsWith("/") ? target : `${folder}/${target}`).split("/")) {
    if (name === "..") names.pop();
    else if (name !== "" && name !== ".") names.push(name);
  }
  return `/${names.join("/")}`;
}

export function createCopyMembers(runtime: Runtime): Binding {
  const { system } = runtime;
  const look = (path: string, follow: boolean): FileStat | undefined => {
    try {
      return follow ? system.call("stat", [path]) : system.call("lstat", [path]);
    } catch (error) {
      if (error instanceof CallFailure && (error.code === "ENOENT" || error.code === "ENOTDIR")) return undefined;
      throw nodeError(runtime, error, "cp", path);
    }
  };
  const same = (left: FileStat | undefined, right: FileStat | undefined): boolean =>
    left !== undefined && right !== undefined && left.ino === right.ino && left.dev === right.dev;
  const copyFile = (from: string, to: string, keepTimes: boolean): void => {
    system.call("copyFile", [from, to, 0]);
    const stat = system.call("stat", [from]);
    if (keepTimes) system.call("utimes", [to, stat.atimeMs, stat.mtimeMs, true]);
  };
  /** As `std::filesystem` reports a name that is taken. */
  const taken = (path: string): Error =>
    Object.assign(new Error(`EEXIST, File exists '${path}'`), { errno: 17, code: "EEXIST", path, syscall: "cp" });

  const copyLink = (folder: string, from: string, to: string, options: CopyOptions): void => {
    const target = system.call("readlink", [from]);
    if (options.verbatimSymlinks) {
      if (look(to, false)) throw taken(to);
      system.call("symlink", [target, to]);
      return;
    }
    const existing = look(to, false);
    if (isType(existing, "link")) {
      const current = system.call("readlink", [to]);
      if (!options.dereference && isType(look(from, true), "folder") && isInside(current, target))
        throw failure("ERR_FS_CP_EINVAL", `Cannot copy ${target} to a subdirectory of self ${current}`);
      if (isType(look(to, true), "folder") && isInside(target, current))
        throw failure("ERR_FS_CP_SYMLINK_TO_SUBDIRECTORY", `cannot overwrite ${current} with ${target}`);
      system.call("unlink", [to]);
    } else if (existing) throw taken(to);
    const base = folder.startsWith("/") ? folder : `${system.call("cwd", [])}/${folder}`;
    system.call("symlink", [resolveFrom(base, target), to]);
  };
  const copyFolder = (from: string, to: string, options: CopyOptions): void => {
    system.call("mkdir", [to, 0o777, true]);
    for (const { name } of system.call("readdir", [from])) {
      const source = `${from}/${name}`;
      const target = `${to}/${name}`;
      const stat = look(source, options.dereference);
      if (isType(stat, "link")) copyLink(from, source, target, options);
      else if (isType(stat, "folder")) copyFolder(source, target, options);
      else if (isType(stat, "file")) {
        if (!look(target, false) || options.force) copyFile(source, target, options.preserveTimestamps);
        else if (options.errorOnExist) {
          const message = `Target already exists: cp returned EEXIST (${target} already exists)`;
          throw failure("ERR_FS_CP_EEXIST", `[ERR_FS_CP_EEXIST]: ${message}`);
        }
      }
    }
  };
  const refuse = (from: string, to: string, stat: FileStat, target: FileStat | undefined): Error | undefined => {
    const isFolder = isType(stat, "folder");
    const shown = isFolder && !from.endsWith("/") ? `${from}/` : from;
    if (same(stat, target)) return failure("ERR_FS_CP_EINVAL", `src and dest cannot be the same ${to}`);
    if (target && isFolder && !isType(target, "folder"))
      return failure("ERR_FS_CP_DIR_TO_NON_DIR", `Cannot overwrite non-directory ${to} with directory ${from}`);
    if (!isFolder && isType(target, "folder"))
      return failure("ERR_FS_CP_NON_DIR_TO_DIR", `Cannot overwrite directory ${to} with non-directory ${from}`);
    const self = failure("ERR_FS_CP_EINVAL", `Cannot copy ${shown} to a subdirectory of self ${to}`);
    if (isFolder && to.startsWith(shown)) return self;
    const sourceParent = parentOf(from);
    for (let at = parentOf(to); at !== sourceParent && at !== "" && at !== "/"; at = parentOf(at)) {
      const parent = look(at, true);
      if (!parent) break;
      if (same(stat, parent)) return self;
    }
    return undefined;
  };
  return {
    cpSyncCheckPaths(source: PathLike, destination: PathLike, dereference: boolean, recursive: boolean) {
      const from = pathText(source);
      const to = pathText(destination);
      const stat = look(from, dereference);
      // The library's own look at the source says that it is not there.
      if (!stat) return;
      const target = look(to, dereference);
      const reason = refuse(from, to, stat, target);
      if (reason) throw reason;
      if (isType(stat, "folder") && !recursive) {
        const shown = from.endsWith("/") ? from : `${from}/`;
        throw failure("ERR_FS_EISDIR", `Recursive option not enabled, cannot copy a directory: ${shown}`);
      }
      if (isType(stat, "socket")) throw failure("ERR_FS_CP_SOCKET", `Cannot copy a socket file: ${to}`);
      if (isType(stat, "fifo")) throw failure("ERR_FS_CP_FIFO_PIPE", `Cannot copy a FIFO pipe: ${to}`);
      const parent = parentOf(to);
      if (parent !== "" && !look(parent, true)) system.call("mkdir", [parent, 0o777, true]);
    },
    cpSyncOverrideFile(source: PathLike, destination: PathLike, _mode: number, keepTimes: boolean) {
      system.call("rm", [pathText(destination), true, true]);
      copyFile(pathText(source), pathText(destination), keepTimes);
    },
    cpSyncCopyDir(
      source: PathLike,
      destination: PathLike,
      force: boolean,
      dereference: boolean,
      errorOnExist: boolean,
      verbatimSymlinks: boolean,
      preserveTimestamps: boolean,
    ) {
      const options = { force, dereference, errorOnExist, verbatimSymlinks, preserveTimestamps };
      copyFolder(pathText(source), pathText(destination), options);
    },
  };
}
