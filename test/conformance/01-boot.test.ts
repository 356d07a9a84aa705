import { describe, expect, it } from "vitest";
import { engineForFile } from "./support/engine.ts";

const engine = engineForFile();

describe("[1] boot", () => {
  it("gives the folder and the path, and takes the folder's name", async () => {
    const other = await engine.bench.open("1".repeat(26));
    const found = await other.evaluate(async () => {
      const container = await window.engine.boot({ workdirName: "mine" });
      return [container.workdir, container.path.includes("/usr/bin"), window.crossOriginIsolated];
    });
    await other.close();
    expect(found).toEqual(["/home/mine", true, true]);
  });

  it("a second boot is refused in the client's words", async () => {
    const message = await engine.page.evaluate(() =>
      window.engine.WebContainer.boot().then(
        () => "booted",
        (error: Error) => error.message,
      ),
    );
    expect(message).toBe("Only a single WebContainer instance can be booted");
  });

  it("teardown ends everything, and a new boot starts empty", async () => {
    const other = await engine.bench.open("2".repeat(26));
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
    const message = await engine.page.evaluate(async () => {
      const snapshot = new Uint8Array([0x81, 0xa1, 0x64, 0x80]);
      return window.container.mount(snapshot).catch((error: Error) => error.message);
    });
    expect(message).toContain("This binary snapshot is not one of this engine's");
  });
});
