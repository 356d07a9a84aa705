import type { EngineRuntime } from "../boot/bootstrap.ts";
import type { Binding, Runtime } from "../boot/runtime.ts";
import { CallFailure, codedError } from "../boot/uv-errors.ts";
import type { FileStat } from "../kernel/protocol.ts";
import { createFileHandleClass } from "./file-handle.ts";
import { checkDescriptor } from "./fs-checks.ts";
import { createCopyMembers } from "./fs-copy.ts";
import { createDataOperations, createTreeOperations } from "./fs-operations.ts";
import { createRequests, nodeError, type Requests, type Shape } from "./fs-requests.ts";
import { createStatWatcherClass } from "./fs-stat-watcher.ts";
import { createStreamRead } from "./fs-stream-read.ts";
import { type PathLike, pathText } from "./path-bytes.ts";
import { newStatArray, writeStat } from "./stat-arrays.ts";

const shapes: Shape[] = [
  { name: "access", arity: 2 },
  { name: "open", arity: 3 },
  { name: "close", arity: 1, paths: 0 },
  { name: "rename", arity: 2, paths: 2 },
  { name: "ftruncate", arity: 2, paths: 0 },
  { name: "rmdir", arity: 1 },
  { name: "unlink", arity: 1 },
  { name: "mkdir", arity: 3 },
  { name: "readdir", arity: 3, syscall: "scandir" },
  { name: "link", arity: 2, paths: 2 },
  { name: "symlink", arity: 3, paths: 2 },
  { name: "readlink", arity: 2 },
  { name: "realpath", arity: 2 },
  { name: "copyFile", arity: 3, syscall: "copyfile", paths: 2 },
  { name: "chmod", arity: 2 },
  { name: "fchmod", arity: 2, paths: 0 },
  { name: "chown", arity: 3 },
  { name: "fchown", arity: 3, paths: 0 },
  { name: "lchown", arity: 3 },
  { name: "utimes", arity: 3, syscall: "utime" },
  { name: "futimes", arity: 3, syscall: "futime", paths: 0 },
  { name: "lutimes", arity: 3, syscall: "lutime" },
  { name: "mkdtemp", arity: 2 },
  { name: "fsync", arity: 1, paths: 0 },
  { name: "fdatasync", arity: 1, paths: 0 },
  { name: "statfs", arity: 2 },
];
const dataShapes: Shape[] = [
  { name: "read", arity: 5, paths: 0 },
  { name: "readBuffers", arity: 3, syscall: "read", paths: 0 },
  { name: "writeBuffers", arity: 3, syscall: "write", paths: 0 },
];
/** `uv_fs_access` answers a module loader as these numbers. */
const moduleStatAbsent = -2;

export function createFsBinding(runtime: EngineRuntime): Binding {
  const requests = createRequests(runtime);
  const tree = createTreeOperations(runtime);
  const data = createDataOperations(runtime);
  const binding: Binding = {
    ...runtime.data("fs"),
    kUsePromises: runtime.symbols["fs_use_promises_symbol"],
    FSReqCallback: class FSReqCallback {
      readonly bigint: boolean;
      constructor(bigint: boolean) {
        this.bigint = bigint;
        runtime.asyncIds.adopt(this, "FSREQCALLBACK");
      }
    },
    FileHandle: createFileHandleClass(runtime, requests),
    StatWatcher: createStatWatcherClass(runtime),
    existsSync: tree.exists,
    ...stats(runtime, requests),
    ...texts(runtime, data),
    ...removal(runtime),
    ...createCopyMembers(runtime),
    ...loaderQuestions(runtime),
    openFileHandle: requests.define(
      { name: "openFileHandle", arity: 3, syscall: "open" },
      (path: PathLike, flags: number, mode: number) => {
        const Handle = binding["FileHandle"] as new (fd: number) => object;
        return new Handle(tree.open(path, flags, mode));
      },
    ),
  };
  const operations: Record<string, (...args: never[]) => unknown> = { ...tree, ...data };
  for (const shape of [...shapes, ...dataShapes]) {
    const operation = operations[shape.name];
    if (operation) binding[shape.name] = requests.define(shape, operation);
  }
  Object.assign(binding, writes(runtime, requests, data));
  const plainRead = binding["read"];
  if (typeof plainRead === "function")
    binding["read"] = createStreamRead(runtime, (...args) => Reflect.apply(plainRead, undefined, args));
  return binding;
}

/** The two writes report a synchronous failure through a context object when one is given. */
function writes(runtime: Runtime, requests: Requests, data: ReturnType<typeof createDataOperations>): Binding {
  const define =
    (arity: number, operation: (...args: never[]) => unknown) =>
    (...args: unknown[]) => {
      const own = args.slice(0, arity);
      const context = args[arity + 1];
      try {
        return requests.answer(
          args[arity],
          () => Reflect.apply(operation, undefined, own),
          (error) => nodeError(runtime, error, "write"),
        );
      } catch (error) {
        if (typeof context !== "object" || context === null || !(error instanceof Error)) throw error;
        Object.assign(context, {
          errno: Reflect.get(error, "errno"),
          code: Reflect.get(error, "code"),
          syscall: "write",
        });
        return undefined;
      }
    };
  return { writeBuffer: define(5, data.writeBuffer), writeString: define(4, data.writeString) };
}

function stats(runtime: Runtime, requests: Requests): Binding {
  const shared = { small: new Float64Array(36), big: new BigInt64Array(36) };
  const define = (name: "stat" | "lstat" | "fstat", ask: (target: never) => FileStat) => {
    const isAbsent = (error: unknown) =>
      error instanceof CallFailure && (error.code === "ENOENT" || error.code === "ENOTDIR");
    return (target: PathLike | number, big: boolean, request: unknown, option: unknown) => {
      if (name === "fstat") checkDescriptor(runtime, target);
      const path = typeof target === "number" ? undefined : pathText(target);
      // `option` is throwIfNoEntry for paths and shouldNotThrow for descriptors.
      const quiet = (error: unknown) => (name === "fstat" ? option === true : option === false && isAbsent(error));
      const array = request === undefined ? (big ? shared.big : shared.small) : newStatArray(big);
      return requests.answer(
        request,
        () => {
          try {
            return writeStat(ask((path ?? target) as never), array);
          } catch (error) {
            if (quiet(error)) return undefined;
            throw error;
          }
        },
        (error) => nodeError(runtime, error, name, path),
      );
    };
  };
  const { system } = runtime;
  return {
    statValues: shared.small,
    bigintStatValues: shared.big,
    stat: define("stat", (path: string) => system.call("stat", [path])),
    lstat: define("lstat", (path: string) => system.call("lstat", [path])),
    fstat: define("fstat", (fd: number) => system.call("fstat", [fd])),
  };
}

function texts(runtime: Runtime, data: ReturnType<typeof createDataOperations>): Binding {
  return {
    readFileUtf8(source: PathLike | number, flags: number) {
      try {
        return data.readText(source, flags);
      } catch (error) {
        const isDirectory = error instanceof CallFailure && error.code === "EISDIR";
        if (isDirectory || typeof source === "number") throw nodeError(runtime, error, "read");
        throw nodeError(runtime, error, "open", pathText(source));
      }
    },
    writeFileUtf8(target: PathLike | number, text: string, flags: number, mode: number) {
      try {
        data.writeText(target, text, flags, mode);
      } catch (error) {
        throw nodeError(runtime, error, "open", typeof target === "number" ? undefined : pathText(target));
      }
    },
  };
}

function removal(runtime: Runtime): Binding {
  return {
    rmSync(path: PathLike, _maxRetries: number, recursive: boolean) {
      const name = pathText(path);
      try {
        // Absence was looked for before, unless it does not matter.
        runtime.system.call("rm", [name, recursive, true]);
      } catch (error) {
        if (error instanceof CallFailure && error.code === "EISDIR") {
          throw codedError(Error, "ERR_FS_EISDIR", `Path is a directory: rm returned EISDIR (is a directory) ${name}`);
        }
        throw nodeError(runtime, error, "rm", name);
      }
    },
  };
}

function loaderQuestions(runtime: Runtime): Binding {
  const { system } = runtime;
  const moduleStat = (path: string): number => {
    try {
      return system.call("moduleStat", [path]);
    } catch (error) {
      if (error instanceof CallFailure) return moduleStatAbsent;
      throw error;
    }
  };
  return {
    internalModuleStat: (first: unknown, second?: unknown) =>
      moduleStat(String(typeof first === "string" ? first : second)),
    /** 0 = JavaScript, 1 = WebAssembly, by the first four bytes. */
    getFormatOfExtensionlessFile(path: string) {
      try {
        const head = system.call("readFile", [path]).subarray(0, 4);
        return head[0] === 0 && head[1] === 0x61 && head[2] === 0x73 && head[3] === 0x6d ? 1 : 0;
      } catch (error) {
        if (error instanceof CallFailure) return 0;
        throw error;
      }
    },
    /** Index into the loader's list of candidates for a package without `exports`. */
    legacyMainResolve(root: string, main: string | undefined, base: string | undefined) {
      const file = (path: string) => moduleStat(path) === 0;
      if (main) {
        const tries = ["", ".js", ".json", ".node", "/index.js", "/index.json", "/index.node"];
        const whole = main.startsWith("/") ? main : `${root}${main}`;
        const found = tries.findIndex((suffix) => file(`${whole}${suffix}`));
        if (found >= 0) return found;
      }
      const found = ["index.js", "index.json", "index.node"].findIndex((name) => file(`${root}${name}`));
      if (found >= 0) return found + 7;
      throw codedError(
        Error,
        "ERR_MODULE_NOT_FOUND",
        `Cannot find package '${root}'${base === undefined ? "" : ` imported from ${base}`}`,
      );
    },
  };
}
