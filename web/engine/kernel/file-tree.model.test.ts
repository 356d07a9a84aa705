import * as native from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { fc } from "../../../test/support/property.ts";
import { FileTree } from "./file-tree.ts";
import { SystemError } from "./system-error.ts";

/** Few names, so that they meet. No "..": a symbolic link may not lead the native side out of its folder. */
const path = fc.array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 3 }).map((names) => names.join("/"));
const command = fc.oneof(
  fc.record({ name: fc.constant("write"), path, to: fc.string({ maxLength: 5 }), recursive: fc.constant(false) }),
  fc.record({
    name: fc.constantFrom(
      "mkdir",
      "rmdir",
      "unlink",
      "rename",
      "link",
      "symlink",
      "read",
      "readlink",
      "readdir",
      "realpath",
      "stat",
    ),
    path,
    to: path,
    recursive: fc.boolean(),
  }),
);
type Command = typeof command extends fc.Arbitrary<infer T> ? T : never;

function onNative(root: string, { name, path: given, to, recursive }: Command): unknown {
  const at = join(root, given);
  switch (name) {
    case "write":
      return native.writeFileSync(at, to);
    case "mkdir":
      return native.mkdirSync(at, { recursive })?.slice(root.length);
    case "rmdir":
      return native.rmdirSync(at);
    case "unlink":
      return native.unlinkSync(at);
    case "rename":
      return native.renameSync(at, join(root, to));
    case "link":
      return native.linkSync(at, join(root, to));
    case "symlink":
      return native.symlinkSync(to, at);
    case "read":
      return native.readFileSync(at, "utf8");
    case "readlink":
      return native.readlinkSync(at);
    case "readdir":
      return native.readdirSync(at).sort();
    case "realpath":
      return native.realpathSync.native(at).slice(root.length);
    default: {
      const { mode, nlink, size } = native.lstatSync(at);
      return [mode & 0o170000, ...(mode & 0o040000 ? [] : [nlink, size])];
    }
  }
}

function onTree(tree: FileTree, { name, path: at, to, recursive }: Command): unknown {
  switch (name) {
    case "write":
      return tree.writeFile(at, "/", new TextEncoder().encode(to));
    case "mkdir":
      return tree.mkdir(at, "/", 0o755, recursive) ?? undefined;
    case "rmdir":
      return tree.rmdir(at, "/");
    case "unlink":
      return tree.unlink(at, "/");
    case "rename":
      return tree.rename(at, to, "/");
    case "link":
      return tree.link(at, to, "/");
    case "symlink":
      return tree.symlink(to, at, "/");
    case "read": {
      const file = tree.file(at, "/");
      return new TextDecoder().decode(file.bytes.subarray(0, file.size));
    }
    case "readlink": {
      const node = tree.node(at, "/", false);
      if (node.type !== "link") throw new SystemError("EINVAL");
      return node.target;
    }
    case "readdir":
      return tree
        .readdir(at, "/")
        .map((entry) => entry.name)
        .sort();
    case "realpath":
      return tree.realpath(at, "/");
    default: {
      const { mode, nlink, size } = tree.stat(tree.node(at, "/", false));
      return [mode & 0o170000, ...(mode & 0o040000 ? [] : [nlink, size])];
    }
  }
}

function outcome(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    if (error instanceof Error && "code" in error) return error.code;
    throw error;
  }
}

it("random histories end as on Linux: the same answers, the same error codes", () => {
  const check = fc.property(fc.array(command, { minLength: 1, maxLength: 30 }), (commands) => {
    const root = native.mkdtempSync(join(native.realpathSync(tmpdir()), "glasshouse-tree-"));
    const tree = new FileTree({ now: () => 0, defer: () => {}, random: (count) => new Uint8Array(count) });
    try {
      for (const one of commands)
        expect([one, outcome(() => onTree(tree, one))]).toEqual([one, outcome(() => onNative(root, one))]);
    } finally {
      native.rmSync(root, { recursive: true, force: true });
    }
  });
  fc.assert(check, { numRuns: 500 });
});
