import { beforeEach, describe, expect, it } from "vitest";
import { engineForFile } from "./support/engine.ts";
import { describeGoldens } from "./support/golden/compare.ts";
import { filePrograms } from "./support/golden/files.ts";

const engine = engineForFile();
beforeEach(async () => {
  await engine.page.evaluate(async () => {
    for (const name of await window.container.fs.readdir("."))
      await window.container.fs.rm(name, { recursive: true, force: true });
  });
});

describe("[3] files", () => {
  it("are written, read, listed, renamed and removed", async () => {
    const found = await engine.page.evaluate(async () => {
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
    const messages = await engine.page.evaluate(async () => {
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
    const events = await engine.page.evaluate(async () => {
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
});

describeGoldens(engine, "[3] files", filePrograms);
