import type { Frame } from "playwright-core";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { engineForFile } from "./support/engine.ts";
import { describeGoldens } from "./support/golden/compare.ts";
import { httpPrograms } from "./support/golden/http.ts";

const workspace = "abcdefghjkmnpqrstvwxyz0123";

/** A plain http server with what every framework is built from. */
const server = `
const http = require('node:http');
http.createServer((q, s) => {
  const url = new URL(q.url, 'http://x');
  if (url.pathname === '/') { s.setHeader('content-type', 'text/html'); return s.end('<!doctype html><html><head><title>App</title></head><body><h1>' + q.headers.host + '</h1></body></html>'); }
  if (url.pathname === '/json') { s.setHeader('content-type', 'application/json'); return s.end(JSON.stringify({ method: q.method, query: url.searchParams.get('q'), header: q.headers['x-mine'] })); }
  if (url.pathname === '/redirect') { s.writeHead(302, { location: 'http://localhost:' + q.socket.localPort + '/json?q=after' }); return s.end(); }
  if (url.pathname === '/login') { s.setHeader('set-cookie', ['sid=secret; HttpOnly; Domain=sandbox.localhost', 'theme=dark; Path=/']); return s.end('in'); }
  if (url.pathname === '/me') return s.end(q.headers.cookie ?? 'nobody');
  if (url.pathname === '/upload') { let n = 0; q.on('data', (d) => { n += d.length; }).on('end', () => s.end(q.method + ' ' + n)); return; }
  if (url.pathname === '/download') { s.setHeader('content-type', 'application/octet-stream'); return s.end(Buffer.alloc(1 << 20, 7)); }
  if (url.pathname === '/events') { s.writeHead(200, { 'content-type': 'text/event-stream' }); let n = 0; const t = setInterval(() => { s.write('data: ' + (n++) + '\\n\\n'); if (n === 3) { clearInterval(t); s.end(); } }, 20); return; }
  if (url.pathname === '/error') { s.setHeader('content-type', 'text/html'); return s.end('<script>console.error("logged", { a: 1 }); setTimeout(() => { throw new Error("thrown in preview") })</script>'); }
  if (url.pathname === '/odd') { s.writeHead(999); return s.end(); }
  if (url.pathname === '/gzip') { s.writeHead(200, { 'content-encoding': 'gzip' }); return s.end(require('zlib').gzipSync('unpacked')); }
  if (url.pathname === '/range') { s.writeHead(206, { 'content-range': 'bytes 0-1/4' }); return s.end(q.headers.range); }
  if (url.pathname === '/gone') return s.destroy();
  s.writeHead(404).end('no ' + url.pathname);
}).listen(Number(process.env.PORT ?? 3000));
`;

const engine = engineForFile({ workspace, boot: { forwardPreviewErrors: true } });
beforeAll(() => engine.mount({ "server.js": server }));
afterEach(() =>
  engine.page.evaluate(() => document.querySelectorAll("iframe:not([style])").forEach((frame) => void frame.remove())),
);

/** Starts the server, opens its preview and waits for the program's own engine.page. */
async function openApp(path = ""): Promise<Frame> {
  const origin = await engine.page.evaluate(async (suffix) => {
    const app = await window.engine.serveOnce("node", ["server.js"]);
    const frame = document.createElement("iframe");
    frame.allow = "cross-origin-isolated";
    frame.src = app.url + suffix;
    document.body.appendChild(frame);
    return new URL(app.url).origin;
  }, path);
  for (;;) {
    const frame = engine.page.frames().find((one) => one.url().startsWith(origin));
    const own = await frame
      ?.evaluate(() => !document.querySelector("main[data-state]") && document.readyState === "complete")
      .catch(() => false);
    if (frame && own) return frame;
    await engine.page.waitForTimeout(50);
  }
}
function fetchText(
  frame: Frame,
  path: string,
  init: { method?: string; headers?: Record<string, string> } = {},
): Promise<{ status: number; text: string; url: string }> {
  return frame.evaluate(
    async ([target, options]) => {
      const response = await fetch(target, options);
      return { status: response.status, text: await response.text(), url: response.url };
    },
    [path, init] as const,
  );
}

describe("[11] a program's server", () => {
  it("appears as a port and a URL of the sandbox, and its page loads", async () => {
    const frame = await openApp();
    const found = await frame.evaluate(() => [
      document.title,
      document.querySelector("h1")?.textContent,
      window.crossOriginIsolated,
    ]);
    const { url } = await engine.page.evaluate(() => window.engine.serveOnce("node", ["server.js"]));
    expect([frame.url(), ...found]).toEqual([url, "App", "localhost:3000", true]);
  });

  it("gets methods, headers and queries, and answers JSON, 404 and redirects", async () => {
    const frame = await openApp();
    expect([
      await fetchText(frame, "/json?q=1", { method: "DELETE", headers: { "x-mine": "yes" } }),
      await fetchText(frame, "/nope"),
      await fetchText(frame, "/redirect"),
    ]).toEqual([
      expect.objectContaining({ status: 200, text: '{"method":"DELETE","query":"1","header":"yes"}' }),
      expect.objectContaining({ status: 404, text: "no /nope" }),
      expect.objectContaining({
        status: 200,
        text: '{"method":"GET","query":"after"}',
        url: expect.stringContaining("/json?q=after"),
      }),
    ]);
  });

  it("keeps cookies, which neither the page nor another workspace sees", async () => {
    const frame = await openApp();
    await fetchText(frame, "/login");
    expect([(await fetchText(frame, "/me")).text, await frame.evaluate(() => document.cookie)]).toEqual([
      "sid=secret; theme=dark",
      "",
    ]);
  });

  it("takes and gives a megabyte", async () => {
    const frame = await openApp();
    const found = await frame.evaluate(async () => {
      const up = await fetch("/upload", { method: "POST", body: new Uint8Array(1 << 20) });
      const large = await fetch("/upload", { method: "PUT", body: new Blob([new Uint8Array(3 << 20)]) });
      const down = new Uint8Array(await (await fetch("/download")).arrayBuffer());
      return [await up.text(), await large.text(), down.length, down.every((byte) => byte === 7)];
    });
    expect(found).toEqual(["POST 1048576", "PUT 3145728", 1_048_576, true]);
  });

  it("streams server-sent events as they come", async () => {
    const frame = await openApp();
    const events = await frame.evaluate(
      () =>
        new Promise((resolve) => {
          const events: string[] = [];
          const source = new EventSource("/events");
          source.onmessage = ({ data }) => events.push(data);
          source.onerror = () => {
            source.close();
            resolve(events);
          };
        }),
    );
    expect(events).toEqual(["0", "1", "2"]);
  });

  it("that drops a connection is a 502 that says so", async () => {
    const frame = await openApp();
    expect(await fetchText(frame, "/gone")).toEqual(
      expect.objectContaining({ status: 502, text: "Glasshouse: the connection ended without an answer.\n" }),
    );
  });

  it("may pack its answers and give parts; what no browser takes is a 502", async () => {
    const frame = await openApp();
    expect([
      await fetchText(frame, "/gzip"),
      await fetchText(frame, "/range", { headers: { range: "bytes=0-1" } }),
      await fetchText(frame, "/odd"),
    ]).toEqual([
      expect.objectContaining({ status: 200, text: "unpacked" }),
      expect.objectContaining({ status: 206, text: "bytes=0-1" }),
      expect.objectContaining({ status: 502, text: expect.stringContaining("the browser refuses the answer") }),
    ]);
  });

  it("forwards its page's errors to the client", async () => {
    const messages = engine.page.evaluate(
      () =>
        new Promise<unknown[]>((resolve) => {
          const messages: unknown[] = [];
          const stop = window.container.on("preview-message", ({ type, port, pathname, ...rest }) => {
            messages.push({
              type,
              port,
              pathname,
              ...("args" in rest ? { args: rest.args } : { message: rest.message }),
            });
            if (messages.length === 2) {
              stop();
              resolve(messages);
            }
          });
        }),
    );
    await openApp("error");
    expect(await messages).toEqual([
      { type: "PREVIEW_CONSOLE_ERROR", port: 3000, pathname: "/error", args: ["logged", '{"a":1}'] },
      {
        type: "PREVIEW_UNCAUGHT_EXCEPTION",
        port: 3000,
        pathname: "/error",
        message: "Uncaught Error: thrown in preview",
      },
    ]);
  });

  it("gets the client's script into every page, and reloads when asked", async () => {
    await engine.page.evaluate(() => window.container.setPreviewScript("window.mine = (window.mine ?? 0) + 1"));
    const frame = await openApp();
    const before = await frame.evaluate(() => [Reflect.get(window, "mine"), performance.timeOrigin] as const);
    await engine.page.evaluate(async () => {
      const element = [...document.querySelectorAll("iframe")].at(-1);
      if (element) await window.engine.reloadPreview(element);
    });
    await expect.poll(() => frame.evaluate(() => performance.timeOrigin).catch(() => before[1])).not.toBe(before[1]);
    expect([before[0], await frame.evaluate(() => Reflect.get(window, "mine"))]).toEqual([1, 1]);
    await engine.page.evaluate(() => window.container.setPreviewScript(""));
  });

  it("a WebSocket to its own server, which is not there yet, says so and closes", async () => {
    const frame = await openApp();
    const found = await frame.evaluate(
      () =>
        new Promise((resolve) => {
          const heard: string[] = [];
          const socket = new WebSocket(`ws://${location.host}/live`);
          socket.onerror = () => heard.push("error");
          socket.addEventListener("close", ({ code }) =>
            resolve([...heard, code, socket instanceof WebSocket, socket.readyState]),
          );
        }),
    );
    expect(found).toEqual(["error", 1006, true, 3]);
  });

  it("a preview that is opened too early says so and opens by itself", async () => {
    const { url } = await engine.page.evaluate(() => window.engine.serveOnce("node", ["server.js"]));
    const origin = url.replace("3000", "3777");
    await engine.page.evaluate((url) => {
      const frame = document.createElement("iframe");
      frame.src = url;
      document.body.appendChild(frame);
    }, origin);
    const frame = () => engine.page.frames().find((one) => one.url().startsWith(origin));
    await expect
      .poll(
        () =>
          frame()
            ?.evaluate(() => document.querySelector("h1")?.textContent)
            .catch(() => ""),
        { timeout: 30_000 },
      )
      .toBe("Nothing is listening on port 3777");
    await engine.page.evaluate(() =>
      window.container.spawn("node", ["server.js"], { env: { PORT: "3777" } }).then(() => {}),
    );
    await expect
      .poll(
        () =>
          frame()
            ?.evaluate(() => document.title)
            .catch(() => ""),
        { timeout: 30_000 },
      )
      .toBe("App");
  });

  it("a service worker that lost its port gets a new one from its page", async () => {
    const frame = await openApp();
    const session = await engine.bench.browser.newCDPSession(engine.page);
    await session.send("ServiceWorker.enable");
    await session.send("ServiceWorker.stopAllWorkers");
    expect((await fetchText(frame, "/json")).status).toBe(200);
  });

  it("after the client's page was loaded again, the same address shows the new engine's server", async () => {
    await openApp();
    await engine.page.reload();
    await engine.page.evaluate(
      async ([source]) => {
        await window.engine.boot();
        await window.engine.mountFiles({ "server.js": source });
      },
      [server] as const,
    );
    const frame = await openApp();
    expect((await fetchText(frame, "/json")).status).toBe(200);
  });
});

describe("[11] frameworks from the registry", () => {
  it("Express 4, Koa, Fastify and Hono serve", async () => {
    const answers = await engine.page.evaluate(async () => {
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
});

describeGoldens(engine, "[11] http", httpPrograms);
