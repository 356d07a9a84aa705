import { beforeEach, describe, expect, it } from "vitest";
import { bytes, KernelHarness } from "../../../test/support/kernel-harness.ts";
import { resolveProgram } from "./executable.ts";
import { SystemError } from "./system-error.ts";

let harness: KernelHarness;

beforeEach(() => {
  harness = new KernelHarness();
});

function script(path: string, source: string, mode = 0o755): void {
  harness.kernel.tree.mkdir(path.slice(0, path.lastIndexOf("/")) || "/", "/", 0o755, true);
  harness.kernel.tree.writeFile(path, "/", new Uint8Array(bytes(source)), mode);
}
function resolve(command: string, ...args: string[]): string[] | string {
  try {
    return resolveProgram(
      harness.kernel.tree,
      command,
      [command, ...args],
      "/home/project",
      "/usr/local/bin:/usr/bin:node_modules/.bin",
    ).args;
  } catch (error) {
    return error instanceof SystemError ? error.code : String(error);
  }
}

describe("a command", () => {
  it("node is found on PATH and by its path", () => {
    expect([resolve("node", "a.js"), resolve("/bin/node")]).toEqual([["node", "a.js"], ["/bin/node"]]);
  });

  it("with a node shebang runs under node with its own path first", () => {
    script("/usr/bin/npm", "#!/usr/bin/env node\n");
    expect(resolve("npm", "install")).toEqual(["node", "/usr/bin/npm", "install"]);
  });

  it("keeps the shebang's own options", () => {
    script("/usr/bin/tool", "#!/usr/bin/env -S node --no-warnings\r\n");
    expect(resolve("tool", "x")).toEqual(["node", "--no-warnings", "/usr/bin/tool", "x"]);
  });

  it("in node_modules/.bin is followed through its symbolic link", () => {
    script("/home/project/node_modules/hi/cli.js", "#!/usr/bin/env node\n");
    harness.kernel.tree.mkdir("/home/project/node_modules/.bin", "/", 0o755, true);
    harness.kernel.tree.symlink("../hi/cli.js", "/home/project/node_modules/.bin/hi", "/");
    expect(resolve("hi")).toEqual(["node", "node_modules/.bin/hi"]);
  });

  it("without a shebang goes to the shell", () => {
    script("/usr/bin/sh", "#!/usr/bin/env node\n");
    script("/home/project/run", "echo hi\n");
    expect(resolve("./run", "x")).toEqual(["node", "/bin/sh", "./run", "x"]);
  });

  it("may be a copy of node, which then says so in execPath", () => {
    const { tree } = harness.kernel;
    tree.writeFile("/home/project/own-node", "/", tree.file("/usr/bin/node").bytes.slice(), 0o755);
    tree.symlink("/usr/bin/node", "/home/project/link", "/");
    const start = (file: string) => resolveProgram(tree, file, ["first", "a.js"], "/home/project", "");
    expect([start("./own-node"), start("./link")]).toEqual([
      { execPath: "/home/project/own-node", args: ["first", "a.js"] },
      { execPath: "/usr/bin/node", args: ["first", "a.js"] },
    ]);
  });

  it("that cannot run says why", () => {
    script("/home/project/plain.txt", "x", 0o644);
    script("/usr/bin/plain", "x", 0o644);
    script("/home/project/binary", "\x7fELF\0");
    script("/home/project/circle", "#!/home/project/circle\n");
    script("/home/project/lost", "#!/usr/bin/env nothing\n");
    expect(
      ["nope", "./nope", "./plain.txt", "plain", "./binary", "./circle", "./lost", ""].map((command) =>
        resolve(command),
      ),
    ).toEqual(["ENOENT", "ENOENT", "EACCES", "EACCES", "ENOEXEC", "ELOOP", "ENOENT", "ENOENT"]);
  });
});
