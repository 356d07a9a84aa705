import { describe, expect, it } from "vitest";
import { engineForFile, foreignEngine } from "./support/engine.ts";

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

  it("is there within two seconds, and its folder may be called anything that is one name", async () => {
    const other = await engine.bench.open("3".repeat(26));
    const found = await other.evaluate(async () => {
      const started = performance.now();
      const container = await window.engine.boot({ workdirName: "mein projekt", coep: "require-corp" });
      const bootMs = performance.now() - started;
      const refused = await window.engine.WebContainer.boot({ workdirName: "a/b" }).catch(
        (error: Error) => error.message,
      );
      return { bootMs, workdir: container.workdir, refused };
    });
    await other.close();
    expect(found).toEqual({
      bootMs: expect.any(Number),
      workdir: "/home/mein projekt",
      refused: "workdirName should be a valid folder name",
    });
    // Ten times the goal: a machine under load is no broken engine.
    expect(found.bootMs).toBeLessThan(20_000);
  });

  it("what was torn down answers no more, and can be torn down once", async () => {
    const other = await engine.bench.open("4".repeat(26));
    const found = await other.evaluate(async () => {
      const container = await window.engine.boot();
      const process = await container.spawn("node", ["-e", "setInterval(() => {}, 1000)"]);
      container.teardown();
      const again = (() => {
        try {
          container.teardown();
          return "torn down twice";
        } catch (error) {
          return error instanceof Error ? error.message : "";
        }
      })();
      await window.engine.boot();
      return {
        again,
        ended: await Promise.race([process.exit, new Promise((late) => setTimeout(late, 500, "silent"))]),
      };
    });
    await other.close();
    expect(found).toEqual({ again: "WebContainer already torn down", ended: expect.anything() });
  });

  it.skipIf(foreignEngine)("credentials of the client's accounts are refused with a reason", async () => {
    const other = await engine.bench.open("5".repeat(26));
    const said = new Promise<string>((resolve) => other.on("console", (message) => resolve(message.text())));
    await other.evaluate(
      async (origin) => {
        const tokens = { origin, refresh: "r", access: "a", expires: Date.now() + 3_600_000 };
        localStorage.setItem("__wc_api_tokens__", JSON.stringify(tokens));
        window.engine.auth.init({ clientId: "me", scope: "", editorOrigin: origin });
        await window.engine.boot();
      },
      engine.bench.server.engine("5".repeat(26)),
    );
    expect(await said).toContain("This engine has no accounts: setCredentials does nothing here.");
    await other.close();
  });
});

describe("[1] events of the engine itself", () => {
  it("`code` and `xdg-open` reach the client", async () => {
    const found = await engine.page.evaluate(async () => {
      const heard: unknown[] = [];
      const stops = [
        window.container.on("code", (type, event) => heard.push([type, event])),
        window.container.on("xdg-open", (text) => heard.push(text)),
      ];
      const codes = [
        await window.engine.run("code", ["-g", "src/a.js:3:4", "b.js"]),
        await window.engine.run("code", ["--diff", "a", "b"]),
        await window.engine.run("xdg-open", ["https://example.com/"]),
      ].map(({ code }) => code);
      for (const stop of stops) stop();
      await window.engine.run("xdg-open", ["unheard"]);
      return { heard, codes };
    });
    expect(found).toEqual({
      codes: [0, 0, 0],
      heard: [
        [
          "open",
          { files: [{ filepath: "/home/project/src/a.js", line: 3, column: 4 }, { filepath: "/home/project/b.js" }] },
        ],
        ["diff", { files: [{ filepath: "/home/project/a" }, { filepath: "/home/project/b" }] }],
        "https://example.com/",
      ],
    });
  });

  it.skipIf(foreignEngine)("a fault of the kernel is an `error`", async () => {
    const heard = engine.page.evaluate(
      () => new Promise<string>((resolve) => window.container.on("error", ({ message }) => resolve(message))),
    );
    const kernel = engine.page.workers().find((worker) => worker.url().endsWith("/kernel.js"));
    await kernel?.evaluate(() => {
      setTimeout(() => {
        throw new Error("planted");
      }, 100);
    });
    expect(await heard).toContain("planted");
  });
});
