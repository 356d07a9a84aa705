import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type EngineBench, startEngineBench } from "./support/engine.ts";
import type {} from "./support/page-helpers.ts";

let bench: EngineBench;
let page: Page;

beforeAll(async () => {
  bench = await startEngineBench();
  page = await bench.open();
  await page.evaluate(async () => {
    await window.engine.boot();
  });
});
afterAll(() => bench.close());
beforeEach(async () => {
  await page.evaluate(async () => {
    for (const name of await window.container.fs.readdir("."))
      await window.container.fs.rm(name, { recursive: true, force: true });
  });
});

describe("[1] boot", () => {
  it("gives the folder and the path, and takes the folder's name", async () => {
    const other = await bench.open("1".repeat(26));
    const found = await other.evaluate(async () => {
      const container = await window.engine.boot({ workdirName: "mine" });
      return [container.workdir, container.path.includes("/usr/bin"), window.crossOriginIsolated];
    });
    await other.close();
    expect(found).toEqual(["/home/mine", true, true]);
  });

  it("a second boot is refused in the client's words", async () => {
    const message = await page.evaluate(() =>
      window.engine.WebContainer.boot().then(
        () => "booted",
        (error: Error) => error.message,
      ),
    );
    expect(message).toBe("Only a single WebContainer instance can be booted");
  });

  it("teardown ends everything, and a new boot starts empty", async () => {
    const other = await bench.open("2".repeat(26));
    const found = await other.evaluate(async () => {
      const first = await window.engine.boot();
      await window.engine.mountFiles({ "a.txt": "1", "loop.js": "for (;;);" });
      await first.spawn("node", ["loop.js"]);
      first.teardown();
      const second = await window.engine.boot();
      return second.fs.readdir("/");
    });
    await other.close();
    expect(found).toEqual([]);
  });

  it("what is not there yet answers with an error that names it", async () => {
    const message = await page.evaluate(async () => {
      const snapshot = new Uint8Array([0x81, 0xa1, 0x64, 0x80]);
      return window.container.mount(snapshot).catch((error: Error) => error.message);
    });
    expect(message).toContain("This binary snapshot is not one of this engine's");
  });
});

describe("[2] mount and export", () => {
  it("nested folders, bytes, symbolic links and mount points come back as they went in", async () => {
    const tree = await page.evaluate(async () => {
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
    const found = await page.evaluate(async () => {
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

  it("what cannot be mounted is refused, and nothing leaves the folder", async () => {
    const messages = await page.evaluate(async () => {
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

describe("[3] files", () => {
  it("are written, read, listed, renamed and removed", async () => {
    const found = await page.evaluate(async () => {
      const { fs } = window.container;
      await fs.mkdir("dir/deep", { recursive: true });
      await fs.writeFile("dir/a.txt", "hällo");
      await fs.writeFile("dir/b.bin", new Uint8Array([1, 2, 3]));
      await fs.rename("dir/a.txt", "dir/deep/c.txt");
      const entries = await fs.readdir("dir", { withFileTypes: true });
      return {
        text: await fs.readFile("dir/deep/c.txt", "utf-8"),
        bytes: [...(await fs.readFile("dir/b.bin"))],
        base64: await fs.readFile("dir/b.bin", "base64" as "utf8"),
        names: await fs.readdir("/dir"),
        folders: entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name),
        raw: (await fs.readdir("dir", "buffer")).map((name) => name instanceof Uint8Array),
      };
    });
    expect(found).toEqual({
      text: "hällo",
      bytes: [1, 2, 3],
      base64: "AQID",
      names: ["deep", "b.bin"],
      folders: ["deep"],
      raw: [true, true],
    });
  });

  it("fail with Node's code and words", async () => {
    const messages = await page.evaluate(async () => {
      const { fs } = window.container;
      await window.engine.mountFiles({ "dir/a.txt": "1" });
      const calls = [
        () => fs.readFile("nope"),
        () => fs.readFile("dir"),
        () => fs.readdir("dir/a.txt"),
        () => fs.mkdir("dir"),
        () => fs.mkdir("no/such"),
        () => fs.rm("dir"),
        () => fs.rm("nope"),
        () => fs.writeFile("no/such.txt", ""),
        () => fs.writeFile("dir", ""),
        () => fs.rename("nope", "x"),
        () => fs.readFile("../../etc/passwd"),
      ];
      const messages: string[] = [];
      for (const call of calls)
        messages.push(
          await call().then(
            () => "no error",
            (error: Error) => error.message,
          ),
        );
      await fs.rm("nope", { force: true });
      return messages;
    });
    expect(messages).toEqual([
      "ENOENT: no such file or directory, open 'nope'",
      "EISDIR: illegal operation on a directory, open 'dir'",
      "ENOTDIR: not a directory, scandir 'dir/a.txt'",
      "EEXIST: file already exists, mkdir 'dir'",
      "ENOENT: no such file or directory, mkdir 'no/such'",
      "EISDIR: illegal operation on a directory, rm 'dir'",
      "ENOENT: no such file or directory, rm 'nope'",
      "ENOENT: no such file or directory, open 'no/such.txt'",
      "EISDIR: illegal operation on a directory, open 'dir'",
      "ENOENT: no such file or directory, rename 'nope' -> 'x'",
      "EACCES: permission denied, '../../etc/passwd' is outside of the working directory",
    ]);
  });

  it("a watch hears what a program writes, until it is closed", async () => {
    const events = await page.evaluate(async () => {
      const { container } = window;
      await window.engine.mountFiles({ "w.js": "require('fs').writeFileSync('src/new.txt', 'x')", "src/old.txt": "" });
      const events: string[] = [];
      const heard = new Promise<void>((resolve) => {
        const watcher = container.fs.watch(".", { recursive: true }, (event, name) => {
          events.push(`${event} ${name}`);
          if (events.length < 2) return;
          watcher.close();
          resolve();
        });
      });
      await window.engine.run("node", ["w.js"]);
      await heard;
      await container.fs.writeFile("src/late.txt", "");
      return events;
    });
    expect(events).toEqual(["rename src/new.txt", "change src/new.txt"]);
  });

  it("a project larger than the tree is ENOSPC, and small files still fit", async () => {
    const message = await page.evaluate(async () => {
      const { fs } = window.container;
      const chunk = new Uint8Array(90 * 1024 * 1024);
      await fs.writeFile("one", chunk);
      await fs.writeFile("two", chunk);
      const message = await fs.writeFile("three", chunk).then(
        () => "no error",
        (error: Error) => error.message,
      );
      await fs.rm("one");
      await fs.rm("two");
      return message;
    });
    expect(message).toBe("ENOSPC: no space left on device, open 'three'");
  });
});
