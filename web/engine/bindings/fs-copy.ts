/** `fs.cpSync`: what Node does in C++ for whole folders. */
import type { Binding, Runtime } from "../boot/runtime.ts";
import { CallFailure, codedError } from "../boot/uv-errors.ts";
import type { FileStat } from "../kernel/protocol.ts";
import { nodeError, type PathLike, pathText } from "./fs-requests.ts";

const typeMask = 0o170000;
const folderType = 0o040000;
const linkType = 0o120000;
const isFolder = (stat: FileStat) => (stat.mode & typeMask) === folderType;
const isLink = (stat: FileStat) => (stat.mode & typeMask) === linkType;

function failure(code: string, message: string): Error {
  return codedError(Error, code, message);
}

export function createCopyMembers(runtime: Runtime): Binding {
  const { system } = runtime;
  const look = (path: string, follow: boolean): FileStat | undefined => {
    try {
      return follow ? system.call("stat", [path]) : system.call("lstat", [path]);
    } catch (error) {
      if (error instanceof CallFailure && error.code === "ENOENT") return undefined;
      throw nodeError(runtime, error, "cp", path);
    }
  };
  const copyFile = (from: string, to: string, keepTimes: boolean): void => {
    system.call("copyFile", [from, to, 0]);
    const stat = system.call("stat", [from]);
    if (keepTimes) system.call("utimes", [to, stat.atimeMs, stat.mtimeMs, true]);
  };
  const copyFolder = (
    from: string,
    to: string,
    force: boolean,
    follow: boolean,
    strict: boolean,
    keepTimes: boolean,
  ): void => {
    system.call("mkdir", [to, 0o777, true]);
    for (const { name } of system.call("readdir", [from])) {
      const source = `${from}/${name}`;
      const target = `${to}/${name}`;
      const stat = look(source, follow);
      if (!stat) continue;
      const existing = look(target, false);
      if (isFolder(stat)) copyFolder(source, target, force, follow, strict, keepTimes);
      else if (existing && !force) {
        if (strict)
          throw failure(
            "ERR_FS_CP_EEXIST",
            `[ERR_FS_CP_EEXIST]: Target already exists: cp returned EEXIST (${target} already exists) ${target}`,
          );
      } else {
        if (existing) system.call("rm", [target, true, true]);
        if (isLink(stat)) system.call("symlink", [system.call("readlink", [source]), target]);
        else copyFile(source, target, keepTimes);
      }
    }
  };
  return {
    cpSyncCheckPaths(source: PathLike, destination: PathLike, dereference: boolean, recursive: boolean) {
      const from = pathText(source);
      const to = pathText(destination);
      const stat = look(from, dereference);
      if (!stat) throw runtime.uv.exception("ENOENT", "cp", from, to);
      const target = look(to, dereference);
      if (target && target.ino === stat.ino && target.dev === stat.dev) {
        throw failure(
          "ERR_FS_CP_EINVAL",
          `Invalid src or dest: cp returned EINVAL (src and dest cannot be the same) ${to}`,
        );
      }
      if (isFolder(stat) && !recursive) {
        throw failure(
          "ERR_FS_EISDIR",
          `Recursive option not enabled, cannot copy a directory: cp returned EISDIR (${from} is a directory (not copied)) ${from}`,
        );
      }
      if (target && isFolder(stat) !== isFolder(target)) {
        const code = isFolder(stat) ? "ERR_FS_CP_DIR_TO_NON_DIR" : "ERR_FS_CP_NON_DIR_TO_DIR";
        throw failure(
          code,
          `Cannot overwrite ${isFolder(stat) ? "non-directory with directory" : "directory with non-directory"} ${to}`,
        );
      }
      if (isFolder(stat) && `${to}/`.startsWith(`${from}/`)) {
        throw failure("ERR_FS_CP_EINVAL", `Cannot copy ${from} to a subdirectory of self ${to}`);
      }
      const parent = to.slice(0, to.lastIndexOf("/"));
      if (parent !== "") system.call("mkdir", [parent, 0o777, true]);
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
      _verbatimSymlinks: boolean,
      preserveTimestamps: boolean,
    ) {
      copyFolder(pathText(source), pathText(destination), force, dereference, errorOnExist, preserveTimestamps);
    },
  };
}
