import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EngineBench, startEngineBench } from "./support/engine.ts";

let bench: EngineBench;
let page: Page;
const lock = '{"name":"kept","lockfileVersion":3}';
const project = { "package.json": '{"name":"kept"}', "package-lock.json": lock };

beforeAll(async () => {
  bench = await startEngineBench();
  page = await bench.open("persistworkspace0000000000");
});
afterAll(() => bench.close());

/** Boots and mounts as the IDE does after a page load. */
async function mounted(files: Record<string, string>): Promise<void> {
  await page.evaluate(async (tree) => {
    await window.engine.boot();
    await window.engine.mountFiles(tree);
  }, files);
}

/** Archives in the store of the engine's origin. */
async function archives(): Promise<number> {
  const frame = page.frames().find((one) => one.url().includes("/headless"));
  if (!frame) throw new Error("the engine's frame is gone");
  return frame.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    let count = 0;
    for await (const folder of root.values())
      if (folder instanceof FileSystemDirectoryHandle) for await (const _name of folder.keys()) count++;
    return count;
  });
}

async function run(source: string): Promise<string> {
  return page.evaluate(async (text) => (await window.engine.run("node", ["-p", text])).output.trim(), source);
}

describe("[17] a page load", () => {
  it("brings installed packages back for the same lock, and only for it", async () => {
    await mounted({
      ...project,
      "node_modules/left/index.js": "module.exports = 'left'",
      "node_modules/.package-lock.json": "{}",
    });
    await expect.poll(archives, { timeout: 20_000 }).toBe(1);

    await page.reload();
    await mounted(project);
    const same = await run("require('left')");

    await page.reload();
    await mounted({ ...project, "package-lock.json": "{}" });
    expect([same, await run("fs.existsSync('node_modules')")]).toEqual(["left", "false"]);
  });

  it("goes on without packages when what was kept is damaged", async () => {
    const frame = page.frames().find((one) => one.url().includes("/headless"));
    await frame?.evaluate(async () => {
      const root = await navigator.storage.getDirectory();
      const folder = await root.getDirectoryHandle("node_modules");
      for await (const name of folder.keys()) {
        const writable = await (await folder.getFileHandle(name)).createWritable({ keepExistingData: true });
        await writable.write({ type: "write", position: 40, data: "damaged" });
        await writable.close();
      }
    });
    await page.reload();
    await mounted(project);
    expect([await run("fs.existsSync('node_modules')"), await archives()]).toEqual(["false", 0]);
  });
});
