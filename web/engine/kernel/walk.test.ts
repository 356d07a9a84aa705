import { beforeEach, describe, expect, it } from "vitest";
import { FileTree } from "./file-tree.ts";
import { SystemError } from "./system-error.ts";
import { type ProgramPlace, placePath } from "./walk.ts";

let tree: FileTree;
let program: ProgramPlace;

beforeEach(() => {
  tree = new FileTree({ now: () => 1, defer: (flush) => flush(), random: (count) => new Uint8Array(count) });
  tree.mkdir("/home/inner", "/", 0o755, true);
  tree.writeFile("/home/inner/a.txt", "/", new Uint8Array(3));
  program = { folder: tree.folder("/home") };
});

function codeOf(action: () => unknown): string {
  try {
    action();
    return "done";
  } catch (error) {
    return error instanceof SystemError ? error.code : String(error);
  }
}

describe("a program's path", () => {
  it("is refused at a folder that it may not search, while the engine's own look passes", () => {
    tree.setAttributes(tree.node("/home/inner"), { mode: 0o600 });
    expect([
      codeOf(() => tree.node("inner/a.txt", program)),
      codeOf(() => tree.node("/home/inner/nope", program)),
      codeOf(() => tree.node("/home/inner/a.txt")),
    ]).toEqual(["EACCES", "EACCES", "done"]);
  });

  it("cannot make, remove or move names in a folder that it may not write", () => {
    tree.setAttributes(tree.node("/home/inner"), { mode: 0o500 });
    expect([
      codeOf(() => tree.createFile("inner/new", program, 0o644)),
      codeOf(() => tree.mkdir("inner/new", program, 0o755, false)),
      codeOf(() => tree.symlink("x", "inner/new", program)),
      codeOf(() => tree.unlink("inner/a.txt", program)),
      codeOf(() => tree.rename("inner/a.txt", "b.txt", program)),
      codeOf(() => tree.rm("inner", program, true, false)),
      codeOf(() => tree.readdir("inner", program)),
    ]).toEqual(["EACCES", "EACCES", "EACCES", "EACCES", "EACCES", "EACCES", "done"]);
  });

  it("finds nothing and makes nothing in a working directory that was removed", () => {
    program.folder = tree.folder("/home/inner");
    tree.rm("/home/inner", "/", true, false);
    expect([
      codeOf(() => tree.createFile("new", program, 0o644)),
      codeOf(() => tree.mkdir("new", program, 0o755, true)),
      codeOf(() => placePath(program)),
      codeOf(() => tree.node("/home", program)),
      tree.readdir(".", program),
    ]).toEqual(["ENOENT", "ENOENT", "ENOENT", "done", []]);
  });

  it("begins where its directory was moved to", () => {
    program.folder = tree.folder("/home/inner");
    tree.rename("/home/inner", "/elsewhere", "/");
    expect([placePath(program), tree.realpath("a.txt", program)]).toEqual(["/elsewhere", "/elsewhere/a.txt"]);
  });

  it("is measured in bytes: 85 characters of three bytes are a name's end", () => {
    expect([codeOf(() => tree.node("€".repeat(85))), codeOf(() => tree.node("€".repeat(86)))]).toEqual([
      "ENOENT",
      "ENAMETOOLONG",
    ]);
  });
});
