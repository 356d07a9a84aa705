import { unzipSync } from "fflate";
import { beforeEach, describe, expect, it } from "vitest";
import { bytes, KernelHarness, text } from "../../../test/support/kernel-harness.ts";
import type { FileTree } from "../kernel/file-tree.ts";
import { mount, pack } from "./snapshot.ts";

const folder = "/home/project";
let tree: FileTree;

beforeEach(() => {
  tree = new KernelHarness().kernel.tree;
});

function mountJson(value: unknown): void {
  mount(tree, bytes(JSON.stringify(value)), folder);
}
function packJson(options: object = {}): unknown {
  return JSON.parse(text(pack(tree, folder, { format: "json", ...options })));
}
const project = {
  d: {
    "a.txt": { f: { c: "ä" } },
    "b.bin": { f: { c: "\xff\x00", b: true } },
    link: { f: { l: "a.txt" } },
    src: { d: { "x.js": { f: { c: "1" } }, "y.ts": { f: { c: "2" } } } },
    empty: { d: {} },
  },
};

describe("mount and export", () => {
  it("a tree comes back as it went in: text, bytes, links, empty folders", () => {
    mountJson(project);
    expect(packJson()).toEqual(project);
  });

  it("a binary snapshot mounts again elsewhere", () => {
    mountJson(project);
    tree.mkdir("/home/project/copy", "/", 0o755, false);
    const snapshot = pack(tree, `${folder}/src`, { format: "binary" });
    mount(tree, snapshot, `${folder}/copy`);
    expect(text(pack(tree, `${folder}/copy`, { format: "json" }))).toBe(JSON.stringify(project.d.src));
  });

  it("a zip holds every file", () => {
    mountJson(project);
    expect(Object.keys(unzipSync(pack(tree, folder, { format: "zip" }))).sort()).toEqual([
      "a.txt",
      "b.bin",
      "src/x.js",
      "src/y.ts",
    ]);
  });

  it("excludes leave out, includes bring back from what is left out", () => {
    mountJson(project);
    expect(packJson({ excludes: ["src", "*.bin", "link", "empty"], includes: ["src/*.ts"] })).toEqual({
      d: { "a.txt": { f: { c: "ä" } }, src: { d: { "y.ts": { f: { c: "2" } } } } },
    });
  });

  it("what cannot be mounted says so and escapes nowhere", () => {
    const cases: [string, unknown][] = [
      ["slash", { d: { "../x": { f: { c: "" } } } }],
      ["dots", { d: { "..": { d: {} } } }],
      ["no tree", { f: 1 }],
      ["no entry", { d: { a: 5 } }],
    ];
    for (const [name, value] of cases) expect(() => mountJson(value), name).toThrow(/mounted tree/);
    expect(() => mount(tree, bytes("\x00garbage"), folder)).toThrow(
      "The snapshot has something in it that no file tree has",
    );
    expect(() => mount(tree, "text", folder)).toThrow("mount takes a tree or a binary snapshot");
    expect(() => mountJson({ d: { a: { f: { c: "" } } } })).not.toThrow();
    expect(() => mount(tree, bytes('{"d":{}}'), "/nope")).toThrow("no such file or directory");
  });
});
