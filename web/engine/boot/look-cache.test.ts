import { beforeEach, describe, expect, it } from "vitest";
import { bytes, KernelHarness, type PlayedProgram } from "../../../test/support/kernel-harness.ts";
import { fc } from "../../../test/support/property.ts";
import { type LookName, lookNames } from "../kernel/protocol.ts";
import { LookCache, writtenUses } from "./look-cache.ts";

let harness: KernelHarness;
let reader: PlayedProgram;
let writer: PlayedProgram;
let cache: LookCache;
beforeEach(() => {
  harness = new KernelHarness();
  reader = harness.run().program;
  writer = harness.run().program;
  cache = new LookCache(reader.start?.versions ?? new SharedArrayBuffer(0));
});

/** Asks the kernel and remembers. */
function ask(name: LookName, path: string): unknown {
  const answer = reader.call(name, [path]);
  cache.keep(name, path, writtenUses(reader.head), answer);
  return answer;
}

function write(path: string, text: string): void {
  writer.call("writeFile", [path, 0o1101, 0o644], bytes(text));
}

describe("what a program has looked up", () => {
  it("needs no second question while nothing has changed", () => {
    write("a.txt", "one");
    const stat = ask("stat", "/home/project/a.txt");
    expect(cache.find("stat", "/home/project/a.txt")).toEqual(stat);
  });

  it("comes with the start for what Node's loader asks about the main script", () => {
    write("main.js", "one");
    harness.kernel.tree.mkdir("/home/project/sub", "/", 0o755, false);
    const { start } = harness.run(["node", "sub/../main.js"]).program;
    const looks = start?.looks.map(({ name, path, value, failed }) => [name, path, failed ? value : typeof value]);
    expect(looks).toEqual([
      ["moduleStat", "/home/project/main.js", "number"],
      ["lstat", "/home", "object"],
      ["lstat", "/home/project", "object"],
      ["lstat", "/home/project/main.js", "object"],
      ["readFile", "/home/project/package.json", "ENOENT"],
      ["readFile", "/home/package.json", "ENOENT"],
      ["readFile", "/package.json", "ENOENT"],
      ["readFile", "/home/project/main.js", "object"],
    ]);
    cache = new LookCache(start?.versions ?? new SharedArrayBuffer(0));
    for (const { name, path, uses, value } of start?.looks ?? []) cache.keep(name, path, Int32Array.from(uses), value);
    const known = cache.find("readFile", "/home/project/main.js");
    write("main.js", "two");
    expect([known, cache.find("readFile", "/home/project/main.js")]).toEqual([bytes("one"), undefined]);
  });

  it("stays known while other files change", () => {
    write("a.txt", "one");
    ask("readFile", "/home/project/a.txt");
    write("b.txt", "two");
    expect(cache.find("readFile", "/home/project/a.txt")).toEqual(bytes("one"));
  });

  it("is asked again when another program has written", () => {
    write("a.txt", "one");
    ask("readFile", "/home/project/a.txt");
    write("a.txt", "two");
    expect(cache.find("readFile", "/home/project/a.txt")).toBeUndefined();
  });

  it("that is absent is known to be absent until it is there", () => {
    const answer = ask("stat", "/home/project/later.txt");
    const known = cache.find("stat", "/home/project/later.txt");
    write("later.txt", "");
    expect([answer, known, cache.find("stat", "/home/project/later.txt")]).toEqual([
      { error: "ENOENT" },
      { error: "ENOENT" },
      undefined,
    ]);
  });

  it("by a relative path is asked again in another directory", () => {
    write("a.txt", "one");
    ask("stat", "a.txt");
    const known = cache.find("stat", "a.txt");
    reader.call("chdir", ["/tmp"]);
    expect([known, cache.find("stat", "a.txt")]).toEqual([expect.objectContaining({ size: 3 }), undefined]);
  });

  it("from inside a folder is asked again when a folder above has moved", () => {
    writer.call("mkdir", ["/tmp/elsewhere", 0o755, false]);
    const asked = [ask("realpath", "."), ask("stat", "..")];
    writer.call("rename", ["/home/project", "/tmp/elsewhere/project"]);
    expect([asked[0], cache.find("realpath", "."), ask("realpath", "."), cache.find("stat", "..")]).toEqual([
      "/home/project",
      undefined,
      "/tmp/elsewhere/project",
      undefined,
    ]);
  });

  it("is too large to be kept beyond some kilobytes", () => {
    write("large.txt", "x".repeat(100_000));
    ask("readFile", "/home/project/large.txt");
    expect(cache.find("readFile", "/home/project/large.txt")).toBeUndefined();
  });

  it("is never old, whatever programs and the client do to the tree", () => {
    const names = ["a", "b", "link"];
    const path = fc
      .array(fc.constantFrom(...names, ".."), { minLength: 1, maxLength: 3 })
      .map((parts) => parts.join("/"));
    const change = fc.oneof(
      fc.tuple(fc.constant("writeFile" as const), path, fc.string({ maxLength: 4 })),
      fc.tuple(fc.constant("mkdir" as const), path),
      fc.tuple(fc.constant("unlink" as const), path),
      fc.tuple(fc.constant("rmdir" as const), path),
      fc.tuple(fc.constant("rm" as const), path),
      fc.tuple(fc.constant("rename" as const), path, path),
      fc.tuple(fc.constant("link" as const), path, path),
      fc.tuple(fc.constant("symlink" as const), path, path),
      fc.tuple(fc.constant("copyFile" as const), path, path),
      fc.tuple(fc.constant("chmod" as const), path, fc.integer({ min: 0, max: 0o777 })),
      fc.tuple(fc.constant("utimes" as const), path, fc.integer({ min: 0, max: 9 })),
      fc.tuple(fc.constant("descriptor" as const), path),
      fc.tuple(fc.constant("chdir" as const), path),
      fc.tuple(fc.constant("client" as const), path),
    );
    fc.assert(
      fc.property(fc.array(change, { maxLength: 25 }), (changes) => {
        harness = new KernelHarness();
        reader = harness.run().program;
        writer = harness.run().program;
        cache = new LookCache(reader.start?.versions ?? new SharedArrayBuffer(0));
        for (const one of changes) {
          apply(one);
          harness.nowMs++;
          checkAll(names);
        }
      }),
      { numRuns: 60 },
    );
  });
});

type Change = readonly [string, string, (string | number)?];

function apply([name, path, more]: Change): void {
  const second = String(more);
  switch (name) {
    case "writeFile":
      return write(path, second);
    case "mkdir":
      return void writer.call("mkdir", [path, 0o755, false]);
    case "unlink":
    case "rmdir":
      return void writer.call(name, [path]);
    case "rm":
      return void writer.call("rm", [path, true, true]);
    case "rename":
    case "link":
    case "symlink":
      return void writer.call(name, [path, second]);
    case "copyFile":
      return void writer.call("copyFile", [path, second, 0]);
    case "chmod":
      return void writer.call("chmod", [path, Number(more)]);
    case "utimes":
      return void writer.call("utimes", [path, Number(more), Number(more), true]);
    case "descriptor":
      return throughDescriptor(path);
    case "chdir":
      return void reader.call("chdir", [path]);
    default:
      return byClient(path);
  }
}

function throughDescriptor(path: string): void {
  const fd = writer.call("open", [path, 2 | 0o100, 0o644]);
  if (typeof fd !== "number") return;
  writer.call("write", [fd, -1], bytes("through"));
  writer.call("ftruncate", [fd, 3]);
  writer.call("fchmod", [fd, 0o600]);
  writer.call("futimes", [fd, 5, 5]);
  writer.call("close", [fd]);
}

function byClient(path: string): void {
  try {
    harness.kernel.tree.writeFile(path, "/home/project", new Uint8Array(bytes("client")));
  } catch {
    // the path may lead nowhere: then nothing has changed
  }
}

/** Every remembered answer is the kernel's answer now; then all is remembered. */
function checkAll(names: string[]): void {
  const paths = names.flatMap((one) => [
    one,
    `/home/project/${one}`,
    ...names.map((two) => `/home/project/${one}/${two}`),
  ]);
  for (const name of lookNames) {
    for (const path of ["/home/project", ".", "..", "../a", ...paths]) {
      const known = cache.find(name, path);
      const fresh = ask(name, path);
      if (known !== undefined) expect([name, path, known]).toEqual([name, path, fresh]);
    }
  }
}
