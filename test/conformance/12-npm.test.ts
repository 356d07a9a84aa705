import { describe, expect, it } from "vitest";
import { templates } from "../../shared/workspace/templates/index.ts";
import { engineForFile } from "./support/engine.ts";

const engine = engineForFile();

const { shell } = engine;

/** Lays a template out in a folder of its name and installs it. */
async function layOut(id: string): Promise<{ code: number; output: string }> {
  const files = Object.entries(templates[id] ?? {}).map(([path, text]) => [`${id}/${path}`, text]);
  await engine.page.evaluate(async (tree) => {
    await window.engine.mountFiles(tree);
  }, Object.fromEntries(files));
  return shell(`cd ${id} && npm install`);
}

/** Starts `npm start` in a folder, asks `command` of it once its port is open, and ends it. */
async function withServer(id: string, command: string): Promise<string> {
  const port = await engine.page.evaluate(async (cwd) => {
    const process = await window.container.spawn("npm", ["start"], { cwd });
    Reflect.set(globalThis, "server", process);
    return new Promise<number>((resolve) => {
      const stop = window.container.on("server-ready", (opened) => {
        stop();
        resolve(opened);
      });
    });
  }, id);
  const { output } = await shell(command.replaceAll("PORT", String(port)));
  await engine.page.evaluate(async () => {
    const server: unknown = Reflect.get(globalThis, "server");
    if (typeof server !== "object" || server === null || !("kill" in server) || typeof server.kill !== "function")
      return;
    server.kill();
    if ("exit" in server) await server.exit;
  });
  return output;
}

describe("[12] npm", () => {
  it("installs Express from the registry, npm start serves it, and the preview shows the page", async () => {
    const found = await engine.page.evaluate(async () => {
      await window.engine.mountFiles({
        "package.json": JSON.stringify({
          name: "app",
          scripts: { start: "node server.js" },
          dependencies: { express: "^5.0.0" },
        }),
        "server.js":
          "const app = require('express')(); app.get('/', (q, s) => s.send('<h1>Hello</h1>')); app.use(require('express').json()); app.post('/echo', (q, s) => s.json(q.body)); app.listen(3000);",
      });
      const install = await window.engine.run("npm", ["install"]);
      const installed = await window.container.fs.readdir("node_modules");
      const server = await window.engine.serveOnce("npm", ["start"]);
      const frame = document.createElement("iframe");
      frame.src = server.url;
      document.body.appendChild(frame);
      return {
        code: install.code,
        output: install.output,
        hasExpress: installed.includes("express"),
        port: server.port,
      };
    });
    expect(found).toEqual({
      code: 0,
      output: expect.stringMatching(/added \d+ packages/),
      hasExpress: true,
      port: 3000,
    });
    const preview = () => engine.page.frames().find((frame) => frame.url().includes("-3000.sandbox."));
    await expect
      .poll(
        () =>
          preview()
            ?.evaluate(() => document.querySelector("h1")?.textContent)
            .catch(() => ""),
        { timeout: 30_000 },
      )
      .toBe("Hello");
    const echoed = await preview()?.evaluate(async () => {
      const response = await fetch("/echo", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: '{"a":[1]}',
      });
      return [response.status, await response.text()];
    });
    expect(echoed).toEqual([200, '{"a":[1]}']);
    // Its port is the next tests' own.
    await engine.page.evaluate(async () => (await window.engine.serveOnce("npm", ["start"])).stop());
  });

  it("a package that does not exist is said by its name", async () => {
    const run = await engine.page.evaluate(() =>
      window.engine.run("npm", ["install", "glasshouse-no-such-package-x1"]),
    );
    expect([run.code, run.output]).toEqual([1, expect.stringContaining("glasshouse-no-such-package-x1")]);
  });
});

describe("[12] npm and the templates", () => {
  it("installs Express, and its server answers", async () => {
    expect((await layOut("express")).output).toMatch(/added \d+ packages in/);
    expect(await withServer("express", "curl -s localhost:PORT/api/notes")).toBe('["Try adding a note below."]');
    expect((await shell("cd express && npm install && npm ls")).output).toMatch(/up to date[\s\S]*── express@/);
  });

  it("runs the Hono template's tests", async () => {
    await layOut("hono");
    const { code, output } = await shell("cd hono && npm test");
    expect({ code, passed: /pass 4/.test(output) }).toEqual({ code: 0, passed: true });
  });

  it("serves the page template without an install", async () => {
    await layOut("static");
    expect(await withServer("static", "curl -s localhost:PORT/ | grep -c 'A page'")).toBe("2\n");
  });

  it("bundles React with esbuild in the tab", async () => {
    await layOut("react");
    expect(await withServer("react", "curl -s localhost:PORT/main.js | grep -c 'A new task'")).toMatch(/^[1-9]/);
  });

  it("says which package does not exist", async () => {
    const { code, output } = await shell(
      "mkdir -p none && cd none && npm init -y > /dev/null && npm install no-such-package-0123456789",
    );
    expect({ code, output }).toEqual({
      code: 1,
      output: expect.stringContaining("'no-such-package-0123456789' does not exist"),
    });
  });
});
