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

  it("keeps cookies: its page's scripts see those that are not HttpOnly and may set their own", async () => {
    const frame = await openApp();
    await fetchText(frame, "/login");
    await expect.poll(() => frame.evaluate(() => document.cookie)).toBe("theme=dark");
    await frame.evaluate(() => {
      Reflect.set(document, "cookie", "mine=1; Path=/");
    });
    expect(await frame.evaluate(() => document.cookie)).toBe("theme=dark; mine=1");
    await expect.poll(async () => (await fetchText(frame, "/me")).text).toBe("sid=secret; theme=dark; mine=1");
    const again = await openApp("?again");
    expect(await again.evaluate(() => document.cookie)).toBe("theme=dark; mine=1");
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
    const load = () => frame.evaluate(() => ({ mine: Reflect.get(window, "mine"), at: performance.timeOrigin }));
    const first = await load();
    await engine.page.evaluate(async () => {
      const element = [...document.querySelectorAll("iframe")].at(-1);
      if (element) await window.engine.reloadPreview(element);
    });
    // A page that is being left cannot be asked, and a new one is there before its scripts are.
    const second = async () => {
      const now = await load().catch(() => first);
      return now.at === first.at ? undefined : now.mine;
    };
    await expect.poll(second).toBe(1);
    expect(first.mine).toBe(1);
    await engine.page.evaluate(() => window.container.setPreviewScript(""));
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

describe("[11] WebSockets from a preview to its own server", () => {
  beforeAll(async () => {
    await engine.mount({
      "live/package.json": JSON.stringify({ dependencies: { ws: "^8.0.0", "socket.io": "^4.0.0" } }),
      "live/ws.js": `
        const { WebSocketServer } = require('ws');
        const server = require('http').createServer((q, s) => { s.setHeader('content-type', 'text/html'); s.end('<!doctype html><title>Live</title>'); });
        const sockets = new WebSocketServer({ server, handleProtocols: (all) => [...all].at(-1) });
        sockets.on('headers', (lines) => lines.push('Set-Cookie: live=1; Path=/'));
        sockets.on('connection', (socket, q) => {
          socket.ping();
          socket.send(JSON.stringify([q.url, q.headers.origin, q.headers.host]));
          socket.on('message', (data, binary) => {
            if (String(data) === 'leave') return socket.close(4001, 'as asked');
            if (String(data) === 'die') return socket.terminate();
            socket.send(data, { binary });
          });
          socket.on('close', (code, reason) => console.log('closed', code, String(reason)));
        });
        server.on('upgrade', (q) => { if (q.url === '/never') q.socket.destroy(); });
        server.listen(3100);`,
      "live/io.js": `
        const server = require('http').createServer((q, s) => { s.setHeader('content-type', 'text/html'); s.end('<!doctype html><title>Live</title><script src="/socket.io/socket.io.js"></script>'); });
        new (require('socket.io').Server)(server).on('connection', (socket) => socket.on('ask', (n, answer) => answer(n + 1, socket.conn.transport.name)));
        server.listen(3101);`,
    });
    const { code } = await engine.run("npm", ["install"], { cwd: "live" });
    expect(code).toBe(0);
  });

  it("carry text, bytes, blobs and a megabyte, and close with code and reason on both sides", async () => {
    const frame = await openLive("live/ws.js");
    const found = await frame.evaluate(async () => {
      const socket = new WebSocket("/chat?room=1", ["a", "b"]);
      const heard: unknown[] = [];
      const next = (): Promise<MessageEvent> =>
        new Promise((resolve) => socket.addEventListener("message", resolve, { once: true }));
      const first = next();
      await new Promise((resolve) => {
        socket.onopen = resolve;
      });
      heard.push(socket.protocol, socket.readyState, socket instanceof WebSocket, JSON.parse((await first).data));
      socket.binaryType = "arraybuffer";
      for (const data of ["ä", Uint8Array.of(1, 2), new Blob(["blob"])]) {
        const answer = next();
        socket.send(data);
        const got = (await answer).data;
        heard.push(typeof got === "string" ? got : [...new Uint8Array(got)]);
      }
      const large = next();
      socket.send("x".repeat(1 << 20));
      heard.push((await large).data.length);
      const closed = new Promise<CloseEvent>((resolve) => socket.addEventListener("close", resolve));
      socket.send("leave");
      const { code, reason, wasClean } = await closed;
      return [...heard, code, reason, wasClean, socket.readyState, socket.bufferedAmount];
    });
    expect(found).toEqual([
      "b",
      1,
      true,
      ["/chat?room=1", "http://localhost:3100", "localhost:3100"],
      "ä",
      [1, 2],
      [98, 108, 111, 98],
      1_048_576,
      4001,
      "as asked",
      true,
      3,
      0,
    ]);
    await expect.poll(() => frame.evaluate(() => document.cookie)).toContain("live=1");
  });

  it("that end without a word, or reach no server, close with 1006", async () => {
    const frame = await openLive("live/ws.js");
    const codes = await frame.evaluate(async () => {
      const end = (socket: WebSocket): Promise<unknown[]> =>
        new Promise((resolve) => {
          let errors = 0;
          socket.onerror = () => errors++;
          socket.onclose = ({ code, wasClean }) => resolve([code, wasClean, errors]);
        });
      const dying = new WebSocket(`ws://${location.host}/`);
      dying.onopen = () => dying.send("die");
      return [await end(dying), await end(new WebSocket("/never"))];
    });
    expect(codes).toEqual([
      [1006, false, 1],
      [1006, false, 1],
    ]);
  });

  it("are what socket.io rides on", async () => {
    const frame = await openLive("live/io.js");
    // The title is there before the page's script has run.
    await frame.waitForFunction(() => typeof Reflect.get(window, "io") === "function");
    const found = await frame.evaluate(async () => {
      const io: unknown = Reflect.get(window, "io");
      if (typeof io !== "function") throw new Error("socket.io's client did not load");
      const socket = io({ transports: ["websocket"] });
      const answer = await new Promise((resolve) => socket.emit("ask", 41, (...words: unknown[]) => resolve(words)));
      socket.close();
      return answer;
    });
    expect(found).toEqual([42, "websocket"]);
  });
});

/** Starts a program and opens its page. */
async function openLive(program: string): Promise<Frame> {
  const url = await engine.page.evaluate(async (file) => {
    const app = await window.engine.serveOnce("node", [file]);
    await window.engine.openPreview(app.url);
    return app.url;
  }, program);
  const find = (): Frame | undefined => engine.page.frames().find((one) => one.url() === url);
  await expect
    .poll(
      () =>
        find()
          ?.title()
          .catch(() => ""),
      { timeout: 30_000 },
    )
    .toBe("Live");
  return find() ?? openLive(program);
}

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
