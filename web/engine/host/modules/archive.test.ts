import { describe, expect, it } from "vitest";
import { FileTree } from "../../kernel/file-tree.ts";
import { packFolder, unpackFolder } from "./archive.ts";

function emptyTree(): FileTree {
  return new FileTree({ now: () => 1, random: (count) => new Uint8Array(count), defer: () => {} });
}
function packed(capBytes = 10_000): Uint8Array | null {
  const tree = emptyTree();
  tree.mkdir("/from/a", "/", 0o755, true);
  tree.writeFile("/from/a/one.js", "/", new TextEncoder().encode("one"));
  tree.symlink("a/one.js", "/from/link", "/");
  return packFolder(tree.folder("/from"), capBytes);
}
/** An archive whose index says anything. */
function archive(index: unknown, contents = ""): Uint8Array {
  const text = new TextEncoder().encode(typeof index === "string" ? index : JSON.stringify(index));
  const all = new Uint8Array(4 + text.length + contents.length);
  new DataView(all.buffer).setUint32(0, text.length);
  all.set(text, 4);
  all.set(new TextEncoder().encode(contents), 4 + text.length);
  return all;
}
const stamp = { mode: 0o644, mtimeMs: 1 };

describe("a folder as bytes", () => {
  it("comes back as it was", () => {
    const tree = emptyTree();
    const whole = unpackFolder(tree, "/to", packed() ?? new Uint8Array(0));
    expect([whole, tree.realpath("/to/link"), tree.file("/to/a/one.js").size]).toEqual([true, "/to/a/one.js", 3]);
  });

  it("is not packed beyond the cap", () => {
    expect(packed(20)).toBeNull();
  });

  it("that is cut off anywhere is refused and nothing is laid", () => {
    const bytes = packed() ?? new Uint8Array(0);
    const tree = emptyTree();
    const answers = Array.from(bytes.keys(), (length) => unpackFolder(tree, "/to", bytes.subarray(0, length)));
    expect([answers.every((answer) => !answer), tree.peek("/to")]).toEqual([true, undefined]);
  });

  const lies: [string, Uint8Array][] = [
    ["no JSON", archive("[{")],
    ["no list", archive({ path: "a" })],
    ["a path upwards", archive([{ ...stamp, path: "../a", size: 0 }])],
    ["an absolute path", archive([{ ...stamp, path: "/a", size: 0 }])],
    ["a size below nothing", archive([{ ...stamp, path: "a", size: -1 }])],
    ["more than there is", archive([{ ...stamp, path: "a", size: 5 }], "four")],
    ["less than there is", archive([{ ...stamp, path: "a", size: 3 }], "four")],
    [
      "a file behind a link",
      archive([
        { ...stamp, path: "a", link: "/" },
        { ...stamp, path: "a/b", size: 0 },
      ]),
    ],
    ["a file in no folder", archive([{ ...stamp, path: "a/b", size: 0 }])],
  ];
  it.each(lies)("whose index has %s is refused", (_lie, bytes) => {
    const tree = emptyTree();
    expect([unpackFolder(tree, "/to", bytes), tree.peek("/to")]).toEqual([false, undefined]);
  });
});
