/** The isolation table of the engine: from a program and from a preview's page, nothing of the IDE or of another workspace may be reached. */
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserContext, Frame, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { builtEngine, clientScript } from "../conformance/support/engine.ts";
import type {} from "../conformance/support/page-helpers.ts";
import { launchBrowser } from "../support/browser.ts";
import { writeReport } from "../support/report.ts";
import { type RunningServer, startServer } from "../support/server.ts";
import { type AttackTarget, attacks } from "./attacks.ts";
import { browserAttacks } from "./browser-attacks.ts";

let server: RunningServer;
let browser: BrowserContext;
let page: Page;
let target: AttackTarget;
let dist: string;
const secret = "IDE-SECRET-7f3a";
const token = "SHARE-TOKEN-91bc";

beforeAll(async () => {
  dist = await mkdtemp(join(tmpdir(), "glasshouse-isolation-"));
  await mkdir(join(dist, "web"));
  await writeFile(
    join(dist, "web/index.html"),
    "<!doctype html><title>IDE</title><body><p id=secret>IDE-SECRET-7f3a</p><script nonce=__CSP_NONCE__>if (top !== window) parent.postMessage('IDE is framed', '*')</script></body>",
  );
  await symlink(await builtEngine(), join(dist, "engine"));
  server = await startServer({ distDir: dist });
  browser = await launchBrowser();
  page = await browser.newPage();
  // An earlier page to go back to, and a share link's token in the address.
  await page.goto(`${server.origin}/health`);
  await page.goto(`${server.origin}/join?token=${token}#${token}`);
  const [own = "", other = ""] = await page.evaluate(makePerson, secret);
  target = { ide: server.origin, own, other, secret, token, site: `sandbox.localhost:${server.port}` };
  await page.evaluate(
    (url) => Reflect.set(globalThis, "WEBCONTAINER_API_IFRAME_URL", url),
    `http://${own}.${target.site}`,
  );
  await page.evaluate(await clientScript());
  await page.evaluate(
    async ([source, all, goal]) => {
      await window.engine.boot();
      await window.engine.mountFiles({
        "attack.js": `const target = ${JSON.stringify(goal)}; const all = ${all}; (async () => { const won = []; for (const attack of all) won.push(...await attack(target)); console.log("WON" + JSON.stringify(won)); process.exit(); })().catch((error) => { console.error(error); process.exitCode = 1; });`,
        "server.js": source,
      });
    },
    [programsServer, `[${attacks}, ${browserAttacks}]`, target] as const,
  );
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await rm(dist, { recursive: true, force: true });
});

/** The preview's program is as hostile as its page: it offers a service worker, and sets a cookie for the whole site. */
const programsServer = `require('http').createServer((q, s) => {
  if (q.url === '/evil.js') return s.setHeader('content-type', 'text/javascript').setHeader('service-worker-allowed', '/').end('1');
  if (q.url === '/headers') return s.end(JSON.stringify(q.headers));
  s.setHeader('content-type', 'text/html');
  s.setHeader('set-cookie', 'leak=planted; Domain=sandbox.localhost; Path=/');
  s.end('<title>App</title><body>app</body>');
}).listen(3000)`;

/** Signs in a guest, makes two workspaces and leaves the secret in every store of the IDE. */
async function makePerson(word: string): Promise<string[]> {
  const post = (path: string, body: object) =>
    fetch(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }).then(
      (answer) => answer.text(),
    );
  await post("/api/guest", {});
  const ids: string[] = [];
  for (const name of [word, `${word}-2`]) ids.push(JSON.parse(await post("/api/workspaces", { name })).workspace.id);
  localStorage.setItem("secret", word);
  const channel = new BroadcastChannel("secret");
  channel.onmessage = () => channel.postMessage(word);
  void navigator.locks.request("secret", () => new Promise(() => {}));
  await (await caches.open("secret")).put("/secret", new Response(word));
  await new Promise((resolve, reject) => {
    const request = indexedDB.open("secret");
    request.onupgradeneeded = () => request.result.createObjectStore("secret").put(word, "secret");
    request.onsuccess = resolve;
    request.onerror = reject;
  });
  return ids;
}

async function openPreview(): Promise<Frame> {
  await page.evaluate(async () => {
    const { url } = await window.engine.serveOnce("node", ["server.js"]);
    const frame = document.createElement("iframe");
    frame.src = url;
    document.body.appendChild(frame);
  });
  for (;;) {
    const frame = page.frames().find((one) => one.url().startsWith(`http://${target.own}-3000.`));
    if (frame && (await frame.title().catch(() => "")) === "App") return frame;
    await page.waitForTimeout(50);
  }
}

/** The person's workspaces by name: what a forged request would have changed. */
function workspaces(): Promise<string[]> {
  return page.evaluate(async () => {
    const listed: { workspaces: { name: string }[] } = JSON.parse(await (await fetch("/api/workspaces")).text());
    return listed.workspaces.map(({ name }) => name).sort();
  });
}

const rows = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 24, 25];

describe.each(["program", "preview"] as const)("from a %s", (vantage) => {
  let won: string[];
  let entries: number;
  beforeAll(async () => {
    entries = await page.evaluate(() => history.length);
    won = vantage === "program" ? await attackFromProgram() : await attackFromPreview();
  });

  it.each(rows)("[I%i] nothing is reached", (row) => {
    expect(won.filter((name) => name.startsWith(`I${row} `))).toEqual([]);
  });

  it("[I6] [I11] [I20] the person's page and workspaces are as before", async () => {
    const seen = [await workspaces(), page.url(), await page.title(), await page.evaluate(() => history.length)];
    expect(seen).toEqual([
      [secret, `${secret}-2`],
      `${server.origin}/join?token=${token}#${token}`,
      "IDE",
      vantage === "program" ? entries : expect.any(Number),
    ]);
  });

  it("[I9] another workspace's page gets no cookie", async () => {
    const tab = await browser.newPage();
    await tab.goto(`http://${target.other}-3000.${target.site}/`);
    const seen = await tab.evaluate(() => document.cookie);
    await tab.close();
    expect(seen).toBe("");
  });

  it("[I15] the engine still answers the person", async () => {
    const run = await page.evaluate(() => window.engine.run("node", ["-p", "6 * 7"]));
    expect(run).toEqual({ code: 0, output: "42\n" });
  });

  afterAll(() => {
    report[vantage] = { rows: rows.length, succeeded: won.length };
    writeReport("isolation", report);
  });
});

const report: Record<string, unknown> = {};

async function attackFromProgram(): Promise<string[]> {
  const { output } = await page.evaluate(() => window.engine.run("node", ["attack.js"]));
  const text = /WON(.*)/.exec(output)?.[1];
  if (text === undefined) throw new Error(`the attacks did not run: ${output}`);
  return JSON.parse(text);
}

async function attackFromPreview(): Promise<string[]> {
  const frame = await openPreview();
  const won: string[] = [];
  for (const attack of [attacks, browserAttacks])
    won.push(...(await frame.evaluate<string[]>(`(${attack})(${JSON.stringify(target)})`)));
  // Going back in the tab's history would leave the IDE: the frame may only move itself.
  await frame.evaluate(() => history.go(-1)).catch(() => {});
  await page.waitForTimeout(500);
  return won;
}

it("is there for the person", async () => {
  expect(await workspaces()).toEqual([secret, `${secret}-2`]);
});

it("[I16] forged messages on a program's and a preview's port are refused and counted", async () => {
  const before = await refused();
  const frame = await openPreview();
  await frame.evaluate(async (engine) => {
    const port = await new Promise<MessagePort | undefined>((resolve) => {
      window.addEventListener("message", ({ data, ports }) => {
        if (data?.type === "glasshouse-preview-port") resolve(ports[0]);
      });
      for (let index = 0; index < parent.length; index++)
        parent[index]?.postMessage({ type: "glasshouse-preview-ask" }, engine);
    });
    for (let round = 0; round < 50; round++)
      port?.postMessage({ type: "request", id: round, method: "GET\r\n", url: "x" });
  }, `http://${target.own}.${target.site}`);
  await expect.poll(async () => (await refused()).preview - before.preview).toBe(50);
});

/** How many messages the kernel has refused. */
async function refused(): Promise<{ process: number; preview: number }> {
  const kernel = page.workers().find((worker) => worker.url().endsWith("/kernel.js"));
  if (!kernel) throw new Error("the kernel's Worker is not there");
  return kernel.evaluate(() => Reflect.get(globalThis, "glasshouse").diagnostics().refusedMessages);
}

it("the attacks are real: in the IDE's own page they succeed", async () => {
  const own = await browser.newPage();
  await own.goto(server.origin);
  const won: string[] = await own.evaluate(
    `(${attacks.toString()})(${JSON.stringify(target)}, ["I6 top navigation", "I11 make a workspace", "I11 make a workspace blindly", "I11 delete a workspace"])`,
  );
  won.push(...(await own.evaluate<string[]>(`(${browserAttacks})(${JSON.stringify(target)})`)));
  await own.close();
  expect(won).toEqual(
    expect.arrayContaining([
      "I14 broadcast channel",
      "I14 lock of the IDE",
      "I20 title of the IDE",
      "I20 address of the IDE",
      "I20 base",
      "I1 parent's document",
      "I2 me",
      "I3 local storage",
      "I4 databases",
      "I5 caches",
      "I7 other workspace by API",
      "I11 list of workspaces",
      "I11 a ticket",
      "I12 sync socket",
      "I13 assistant socket",
    ]),
  );
});

describe("endless loops", () => {
  /** The longest time in ms during which the IDE's page could not act. */
  async function longestGap(during: () => Promise<void>): Promise<number> {
    await page.evaluate(() => {
      const state = { last: performance.now(), worst: 0 };
      const timer = setInterval(() => {
        state.worst = Math.max(state.worst, performance.now() - state.last);
        state.last = performance.now();
      }, 10);
      Reflect.set(window, "gap", () => {
        clearInterval(timer);
        return state.worst;
      });
    });
    await during();
    return page.evaluate(() => Reflect.get(window, "gap")());
  }

  it("[I22] in a program leave the IDE alive, and it can be killed", async () => {
    let killed: unknown;
    const gap = await longestGap(async () => {
      killed = await page.evaluate(async () => {
        await window.container.fs.writeFile("loop.js", "console.log('spin'); for (;;);");
        const process = await window.container.spawn("node", ["loop.js"]);
        await process.output.getReader().read();
        await new Promise((resolve) => setTimeout(resolve, 500));
        const from = performance.now();
        process.kill();
        return { code: await process.exit, killMs: Math.round(performance.now() - from) };
      });
    });
    console.log(`[I22] longest gap of the IDE ${Math.round(gap)} ms`, killed);
    expect([killed, gap < 1000]).toEqual([{ code: 143, killMs: expect.any(Number) }, true]);
  });

  it("[I21] in a preview leave the IDE and the engine alive", async () => {
    const frame = await openPreview();
    let run: unknown;
    const gap = await longestGap(async () => {
      await frame.evaluate(() => {
        setTimeout(() => {
          for (;;);
        }, 50);
      });
      await page.waitForTimeout(300);
      await page.evaluate(() => window.container.fs.writeFile("hi.js", "console.log('hi')"));
      run = await page.evaluate(() => window.engine.run("node", ["hi.js"]));
    });
    console.log(`[I21] longest gap of the IDE ${Math.round(gap)} ms`);
    expect([run, gap < 1000]).toEqual([{ code: 0, output: "hi\n" }, true]);
  });
});

it("[I23] two gigabytes, asked for by a program, leave the IDE alive", async () => {
  const run = await page.evaluate(() =>
    window.engine.run("node", [
      "-e",
      "const all = []; try { for (let i = 0; i < 8; i++) all.push(Buffer.allocUnsafeSlow(2 ** 28)); console.log('got', all.length); } catch (error) { console.log(error.message); }",
    ]),
  );
  const alive = await page.evaluate(() => document.title);
  const next = await page.evaluate(() => window.engine.run("node", ["-p", "1"]));
  console.log(`[I23] ${run.output.trim()}`);
  expect([alive, next]).toEqual(["IDE", { code: 0, output: "1\n" }]);
});
