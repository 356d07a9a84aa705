import { beforeEach, describe, expect, it } from "vitest";
import { FileTree } from "../../kernel/file-tree.ts";
import { ModulesKeeper } from "./keeper.ts";
import type { ModulesStore } from "./store.ts";

const workdir = "/home/project";
const text = new TextEncoder();

let stored: Map<string, Uint8Array<ArrayBuffer>>;
let store: ModulesStore;
let warnings: string[];
beforeEach(() => {
  stored = new Map();
  warnings = [];
  store = {
    read: async (key) => stored.get(key) ?? null,
    replace: async (key, archive) => {
      stored.clear();
      stored.set(key, archive);
    },
    clear: async () => stored.clear(),
  };
});

/** One page load: a tree of its own; `runTimers` runs what was put off and lets it end. */
function load(files: Record<string, string>) {
  const timers = new Set<() => unknown>();
  const later = (_ms: number, action: () => unknown): (() => void) => {
    timers.add(action);
    return () => timers.delete(action);
  };
  const tree = new FileTree({
    now: () => 5000,
    random: (count) => new Uint8Array(count),
    defer: (flush) => void timers.add(flush),
  });
  tree.mkdir(workdir, "/", 0o755, true);
  const keeper = new ModulesKeeper({ tree, workdir, store, later, warn: (sentence) => warnings.push(sentence) });
  const write = (path: string, contents: string, mode = 0o644): void => {
    tree.mkdir(`${workdir}/${path}`.replace(/\/[^/]*$/, ""), "/", 0o755, true);
    tree.writeFile(`${workdir}/${path}`, "/", text.encode(contents), mode);
  };
  for (const [path, contents] of Object.entries(files)) write(path, contents);
  const runTimers = async (): Promise<void> => {
    for (let round = 0; round < 3; round++) {
      const due = [...timers];
      timers.clear();
      await Promise.all(due.map((action) => action()));
    }
  };
  return { tree, keeper, write, runTimers };
}

const project = { "package.json": "{}", "package-lock.json": "one" };

/** A page load in which npm has installed one package with a program. */
async function installed(): Promise<void> {
  const page = load(project);
  page.tree.mkdir(`${workdir}/node_modules/.bin`, "/", 0o755, true);
  page.write("node_modules/left/index.js", "module.exports = 'left'", 0o755);
  page.tree.symlink("../left/index.js", `${workdir}/node_modules/.bin/left`, "/");
  page.write("node_modules/.package-lock.json", "note");
  page.tree.setAttributes(page.tree.node(`${workdir}/node_modules/left/index.js`), { mtimeMs: 42 });
  await page.runTimers();
}

function read(tree: FileTree, path: string): string | undefined {
  const node = tree.peek(`${workdir}/${path}`);
  return node?.type === "file" ? new TextDecoder().decode(node.bytes.subarray(0, node.size)) : undefined;
}

describe("node_modules after a page load", () => {
  it("come back with modes, times and links when a project with the same lock is mounted", async () => {
    await installed();
    const { tree, keeper } = load(project);
    await keeper.restore();
    const node = tree.node(`${workdir}/node_modules/left/index.js`);
    expect([read(tree, "node_modules/.bin/left"), node.mode, node.mtimeMs, warnings]).toEqual([
      "module.exports = 'left'",
      0o755,
      42,
      [],
    ]);
  });

  it("stay away from another lock, from a project without one, and from one that has its own", async () => {
    await installed();
    const own = { ...project, "node_modules/left/index.js": "own" };
    const loads = [{ ...project, "package-lock.json": "two" }, { "package.json": "{}" }, own].map(load);
    for (const { keeper } of loads) await keeper.restore();
    expect(loads.map(({ tree }) => read(tree, "node_modules/left/index.js"))).toEqual([undefined, undefined, "own"]);
  });

  it("are kept when npm's note is there, not before", async () => {
    const page = load(project);
    page.write("node_modules/left/index.js", "half");
    await page.runTimers();
    const early = stored.size;
    page.write("node_modules/.package-lock.json", "note");
    await page.runTimers();
    expect([early, stored.size]).toEqual([0, 1]);
  });

  it("take the place of those of an older lock", async () => {
    await installed();
    const [before] = stored.keys();
    const page = load({ ...project, "node_modules/.package-lock.json": "note" });
    page.write("package-lock.json", "two");
    await page.runTimers();
    const [after] = stored.keys();
    expect([stored.size, before === after]).toEqual([1, false]);
  });

  it("are thrown away with a sentence when a byte is wrong", async () => {
    await installed();
    for (const archive of stored.values()) archive.fill(1, -1);
    const { tree, keeper } = load(project);
    await keeper.restore();
    expect([tree.peek(`${workdir}/node_modules`), stored.size, warnings]).toEqual([
      undefined,
      0,
      ["The node_modules that this browser had kept are damaged and were thrown away: run npm install."],
    ]);
  });

  it("are not needed: without a store that works there is a sentence and a project", async () => {
    store.read = () => Promise.reject(new Error("no storage"));
    const { tree, keeper } = load(project);
    await keeper.restore();
    expect([read(tree, "package.json"), warnings]).toEqual(["{}", [expect.stringContaining("no storage")]]);
  });
});
