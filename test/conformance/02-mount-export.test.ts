import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { snapshot } from "@webcontainer/snapshot";
import { beforeEach, describe, expect, it } from "vitest";
import { engineForFile } from "./support/engine.ts";

const engine = engineForFile();
beforeEach(async () => {
  await engine.page.evaluate(async () => {
    for (const name of await window.container.fs.readdir("."))
      await window.container.fs.rm(name, { recursive: true, force: true });
  });
});

describe("[2] mount and export", () => {
  it("nested folders, bytes, symbolic links and mount points come back as they went in", async () => {
    const tree = await engine.page.evaluate(async () => {
      const { container } = window;
      await container.mount({
        "a.txt": { file: { contents: "ä" } },
        "b.bin": { file: { contents: new Uint8Array([0, 255, 128]) } },
        src: {
          directory: {
            deep: { directory: { "x.js": { file: { contents: "1" } } } },
            link: { file: { symlink: "deep/x.js" } },
          },
        },
      });
      await container.fs.mkdir("at/here", { recursive: true });
      await container.mount({ "c.txt": { file: { contents: "c" } } }, { mountPoint: "at/here" });
      const json = await container.export(".");
      return JSON.parse(JSON.stringify(json, (_key, value) => (value instanceof Uint8Array ? [...value] : value)));
    });
    expect(tree).toEqual({
      "a.txt": { file: { contents: "ä" } },
      "b.bin": { file: { contents: [0, 255, 128] } },
      src: {
        directory: {
          deep: { directory: { "x.js": { file: { contents: "1" } } } },
          link: { file: { symlink: "deep/x.js" } },
        },
      },
      at: { directory: { here: { directory: { "c.txt": { file: { contents: "c" } } } } } },
    });
  });

  it("a binary export mounts again; a zip is a zip; excludes and includes choose", async () => {
    const found = await engine.page.evaluate(async () => {
      const { container } = window;
      await window.engine.mountFiles({ "a.js": "1", "node_modules/x/index.js": "2", "node_modules/x/keep.md": "3" });
      const binary = await container.export(".", { format: "binary" });
      const zip = await container.export(".", { format: "zip" });
      const chosen = await container.export(".", { excludes: ["node_modules"], includes: ["**/*.md"] });
      await container.fs.mkdir("copy");
      await container.mount(binary, { mountPoint: "copy" });
      const copied = await container.fs.readFile("copy/node_modules/x/index.js", "utf8");
      return { copied, zip: [...zip.slice(0, 4)], chosen: JSON.parse(JSON.stringify(chosen)) };
    });
    expect(found).toEqual({
      copied: "2",
      zip: [0x50, 0x4b, 3, 4],
      chosen: {
        "a.js": { file: { contents: "1" } },
        node_modules: { directory: { x: { directory: { "keep.md": { file: { contents: "3" } } } } } },
      },
    });
  });

  it("a snapshot made by @webcontainer/snapshot mounts, also below a mount point", async () => {
    const folder = await mkdtemp(join(tmpdir(), "glasshouse-snapshot-"));
    await mkdir(join(folder, "src/empty"), { recursive: true });
    await writeFile(join(folder, "src/ä.txt"), "text");
    await writeFile(join(folder, "b.bin"), Uint8Array.of(0, 255, 128));
    const bytes = [...(await snapshot(folder))];
    await rm(folder, { recursive: true });
    const found = await engine.page.evaluate(async (numbers) => {
      const { container } = window;
      await container.mount(Uint8Array.from(numbers));
      await container.fs.mkdir("at");
      await container.mount(Uint8Array.from(numbers).buffer, { mountPoint: "at" });
      return [
        (await container.fs.readdir("src")).sort(),
        await container.fs.readFile("src/ä.txt", "utf8"),
        [...(await container.fs.readFile("at/b.bin"))],
      ];
    }, bytes);
    expect(found).toEqual([["empty", "ä.txt"], "text", [0, 255, 128]]);
  });

  it("what cannot be mounted is refused, and nothing leaves the folder", async () => {
    const messages = await engine.page.evaluate(async () => {
      const { container } = window;
      const message = (promise: Promise<unknown>) =>
        promise.then(
          () => "no error",
          (error: Error) => error.message,
        );
      return [
        await message(container.mount({ "../x": { file: { contents: "" } } })),
        await message(container.mount({ a: { file: { contents: "" } } }, { mountPoint: "nowhere" })),
        await message(container.mount({ a: { file: { contents: "" } } }, { mountPoint: "../../etc" })),
      ];
    });
    expect(messages).toEqual([
      expect.stringContaining("a name is one path segment"),
      expect.stringContaining("no such file or directory"),
      expect.stringContaining("outside of the working directory"),
    ]);
  });
});
