import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
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

describe("[12] npm", () => {
  it("installs Express from the registry, npm start serves it, and the preview shows the page", async () => {
    const found = await page.evaluate(async () => {
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
      const server = await window.engine.serve("npm", ["start"]);
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
    const preview = () => page.frames().find((frame) => frame.url().includes("-3000.sandbox."));
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
  });

  it("[11] Express 4, Koa, Fastify and Hono serve", async () => {
    const answers = await page.evaluate(async () => {
      await window.engine.mountFiles({
        "many/package.json": JSON.stringify({
          type: "module",
          dependencies: {
            koa: "^3.0.0",
            fastify: "^5.0.0",
            hono: "^4.0.0",
            "@hono/node-server": "^1.0.0",
            express4: "npm:express@4",
          },
        }),
        "many/koa.js": "import Koa from 'koa'; new Koa().use((c) => { c.body = { koa: 1 }; }).listen(3001);",
        "many/fastify.js":
          "import f from 'fastify'; const a = f(); a.get('/', () => ({ fastify: 1 })); a.listen({ port: 3002 });",
        "many/hono.js":
          "import { serve } from '@hono/node-server'; import { Hono } from 'hono'; const a = new Hono(); a.get('/', (c) => c.json({ hono: 1 })); serve({ fetch: a.fetch, port: 3003 });",
        "many/express.js":
          "import e from 'express4'; const a = e(); a.get('/', (q, s) => s.json({ express: 4 })); a.listen(3004);",
        "many/get.js": "console.log(await (await fetch('http://localhost:' + process.argv[2])).text());",
      });
      await window.engine.run("npm", ["install"], { cwd: "many" });
      const answers: string[] = [];
      for (const name of ["koa", "fastify", "hono", "express"]) {
        const server = await window.engine.serve("node", [`many/${name}.js`]);
        answers.push((await window.engine.run("node", ["many/get.js", `${server.port}`])).output.trim());
        await server.stop();
      }
      return answers;
    });
    expect(answers).toEqual(['{"koa":1}', '{"fastify":1}', '{"hono":1}', '{"express":4}']);
  });

  it("a package that does not exist is said by its name", async () => {
    const run = await page.evaluate(() => window.engine.run("npm", ["install", "glasshouse-no-such-package-x1"]));
    expect([run.code, run.output]).toEqual([1, expect.stringContaining("glasshouse-no-such-package-x1")]);
  });

  it("a program reaches the registry and its own servers, and nothing else", async () => {
    const { output } = await page.evaluate(async () => {
      await window.container.fs.writeFile(
        "outside.js",
        "fetch('https://example.com/').catch((error) => console.log(error.message + ': ' + error.cause.message));",
      );
      return window.engine.run("node", ["outside.js"]);
    });
    expect(output).toContain("fetch failed: The browser did not let this program reach example.com");
  });
});
