import { beforeEach, describe, expect, it } from "vitest";
import { bytes } from "../../../test/support/kernel-harness.ts";
import { FileTree } from "./file-tree.ts";
import { SystemError } from "./system-error.ts";

let tree: FileTree;
let flushes: (() => void)[];
let now: number;

beforeEach(() => {
  now = 1000;
  flushes = [];
  tree = new FileTree(
    { now: () => now, defer: (flush) => flushes.push(flush), random: (count) => new Uint8Array(count) },
    100_000,
  );
  tree.mkdir("/project/deep", "/", 0o755, true);
});

function write(path: string, text: string): void {
  tree.writeFile(path, "/project", new Uint8Array(bytes(text)));
}
function read(path: string): string {
  const file = tree.file(path, "/project");
  return new TextDecoder().decode(file.bytes.subarray(0, file.size));
}
function code(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return error instanceof SystemError ? error.code : String(error);
  }
  return "no error";
}

describe("paths", () => {
  it("are relative to the working directory and walk through . and ..", () => {
    write("deep/../a.txt", "hi");
    expect([read("./a.txt"), read("/project/a.txt"), tree.realpath("deep/../a.txt", "/project")]).toEqual([
      "hi",
      "hi",
      "/project/a.txt",
    ]);
  });

  it("never leave the root", () => {
    expect(tree.realpath("../../../../project", "/project")).toBe("/project");
  });

  it("fail as Linux says", () => {
    write("a.txt", "");
    expect({
      absent: code(() => tree.node("/nope")),
      throughFile: code(() => tree.node("/project/a.txt/b")),
      trailingSlash: code(() => tree.node("/project/a.txt/")),
      zero: code(() => tree.node("/project/a\0b")),
      empty: code(() => tree.node("")),
      longName: code(() => tree.node(`/${"x".repeat(256)}`)),
      longPath: code(() => tree.node("/a".repeat(2100))),
      readFolder: code(() => tree.file("/project")),
      listFile: code(() => tree.folder("/project/a.txt")),
    }).toEqual({
      absent: "ENOENT",
      throughFile: "ENOTDIR",
      trailingSlash: "ENOTDIR",
      zero: "EINVAL",
      empty: "ENOENT",
      longName: "ENAMETOOLONG",
      longPath: "ENAMETOOLONG",
      readFolder: "EISDIR",
      listFile: "ENOTDIR",
    });
  });
});

describe("symbolic links", () => {
  it("are followed, relative and absolute, also in the middle of a path", () => {
    write("deep/a.txt", "hi");
    tree.symlink("deep", "near", "/project");
    tree.symlink("/project/near", "/far", "/");
    expect([read("near/a.txt"), read("/far/a.txt"), tree.realpath("/far/a.txt")]).toEqual([
      "hi",
      "hi",
      "/project/deep/a.txt",
    ]);
  });

  it("can be looked at themselves and removed without their target", () => {
    write("a.txt", "hi");
    tree.symlink("a.txt", "link", "/project");
    const stat = tree.stat(tree.node("link", "/project", false));
    tree.unlink("link", "/project");
    expect([stat.mode & 0o170000, stat.size, read("a.txt")]).toEqual([0o120000, 5, "hi"]);
  });

  it("are created through: a write to a dangling link makes its target", () => {
    tree.symlink("real.txt", "link", "/project");
    write("link", "hi");
    expect(read("real.txt")).toBe("hi");
  });

  it("that turn in a circle are ELOOP", () => {
    tree.symlink("b", "a", "/project");
    tree.symlink("a", "b", "/project");
    expect(code(() => tree.node("/project/a"))).toBe("ELOOP");
  });
});

describe("names", () => {
  it("of one file share it until the last is gone", () => {
    write("a.txt", "hi");
    tree.link("a.txt", "b.txt", "/project");
    write("a.txt", "changed");
    const links = tree.stat(tree.node("/project/b.txt")).nlink;
    tree.unlink("a.txt", "/project");
    expect([links, read("b.txt"), tree.stat(tree.node("/project/b.txt")).nlink]).toEqual([2, "changed", 1]);
  });

  it("move with rename, over a file and an empty folder, never into themselves", () => {
    write("a.txt", "a");
    write("b.txt", "b");
    tree.rename("a.txt", "b.txt", "/project");
    tree.mkdir("empty", "/project", 0o755, false);
    tree.rename("deep", "empty", "/project");
    expect({
      file: read("b.txt"),
      gone: code(() => tree.node("/project/a.txt")),
      folder: tree.realpath("/project/empty"),
      intoItself: code(() => tree.rename("empty", "empty/inner", "/project")),
      overFolder: code(() => tree.rename("b.txt", "empty", "/project")),
      overFull: code(() => tree.rename("/project/empty", "/", "/project")),
    }).toEqual({
      file: "a",
      gone: "ENOENT",
      folder: "/project/empty",
      intoItself: "EINVAL",
      overFolder: "EISDIR",
      overFull: "ENOTEMPTY",
    });
  });

  it("refuse what stands in the way", () => {
    write("deep/a.txt", "");
    expect({
      mkdir: code(() => tree.mkdir("deep", "/project", 0o755, false)),
      mkdirOverFile: code(() => tree.mkdir("deep/a.txt", "/project", 0o755, true)),
      rmdirFull: code(() => tree.rmdir("deep", "/project")),
      rmFolder: code(() => tree.rm("deep", "/project", false, false)),
      rmAbsent: code(() => tree.rm("nope", "/project", false, false)),
      rmForced: code(() => tree.rm("nope", "/project", false, true)),
      unlinkFolder: code(() => tree.unlink("deep", "/project")),
      rmRoot: code(() => tree.rm("/", "/", true, true)),
    }).toEqual({
      mkdir: "EEXIST",
      mkdirOverFile: "EEXIST",
      rmdirFull: "ENOTEMPTY",
      rmFolder: "EISDIR",
      rmAbsent: "ENOENT",
      rmForced: "no error",
      unlinkFolder: "EISDIR",
      rmRoot: "EPERM",
    });
  });

  it("mkdir recursive tells the first folder it made", () => {
    expect([
      tree.mkdir("/project/deep/x/y", "/", 0o755, true),
      tree.mkdir("/project/deep/x/y", "/", 0o755, true),
    ]).toEqual(["/project/deep/x", null]);
  });
});

describe("space", () => {
  it("is ENOSPC beyond the cap, and a write that failed leaves nothing behind", () => {
    expect(code(() => tree.writeFile("/project/big", "/", new Uint8Array(100_000)))).toBe("ENOSPC");
    expect(code(() => tree.node("/project/big"))).toBe("ENOENT");
  });

  it("comes back when files go", () => {
    const before = tree.space.usedBytes;
    for (let round = 0; round < 50; round++) {
      tree.writeFile("/project/deep/big", "/", new Uint8Array(50_000));
      tree.rm("/project/deep/big", "/", false, false);
    }
    expect(tree.space.usedBytes).toBe(before);
  });

  it("of a removed file is kept while it is open", () => {
    const empty = tree.space.usedBytes;
    tree.writeFile("/project/a", "/", new Uint8Array(5000));
    const node = tree.node("/project/a");
    node.opened++;
    tree.unlink("/project/a", "/");
    const whileOpen = tree.space.usedBytes;
    tree.release(node);
    expect([whileOpen > empty + 5000, tree.space.usedBytes]).toEqual([true, empty]);
  });
});

describe("times", () => {
  it("change with contents, not with reading", () => {
    write("a.txt", "one");
    now = 2000;
    read("a.txt");
    const before = tree.stat(tree.node("/project/a.txt"));
    write("a.txt", "two");
    const after = tree.stat(tree.node("/project/a.txt"));
    expect([before.mtimeMs, after.mtimeMs, after.birthtimeMs, after.ino === before.ino]).toEqual([
      1000,
      2000,
      1000,
      true,
    ]);
  });
});

describe("watching", () => {
  function flush(): void {
    for (const action of flushes.splice(0)) action();
  }

  it("a folder tells creation, change, move and removal, equal events once", () => {
    const seen: string[] = [];
    tree.watches.add(tree.node("/project"), false, (event, name) => seen.push(`${event} ${name}`));
    write("a.txt", "1");
    flush();
    write("a.txt", "2");
    write("a.txt", "3");
    flush();
    tree.rename("a.txt", "b.txt", "/project");
    tree.unlink("b.txt", "/project");
    write("deep/inner.txt", "");
    flush();
    expect(seen).toEqual(["rename a.txt", "change a.txt", "change a.txt", "rename a.txt", "rename b.txt"]);
  });

  it("recursively tells paths below it", () => {
    const seen: string[] = [];
    tree.watches.add(tree.node("/project"), true, (event, name) => seen.push(`${event} ${name}`));
    write("deep/inner.txt", "");
    flush();
    expect(seen).toEqual(["rename deep/inner.txt", "change deep/inner.txt"]);
  });

  it("a file tells of itself, and nothing after it was removed from the list", () => {
    write("a.txt", "1");
    flush();
    const seen: string[] = [];
    const id = tree.watches.add(tree.node("/project/a.txt"), false, (event, name) => seen.push(`${event} ${name}`));
    write("a.txt", "2");
    flush();
    tree.watches.remove(id);
    write("a.txt", "3");
    flush();
    expect(seen).toEqual(["change a.txt"]);
  });
});
