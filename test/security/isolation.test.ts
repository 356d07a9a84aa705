/** The isolation table of the engine: from a program and from a preview's page, nothing of the IDE or of another workspace may be reached. */
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserContext, Frame, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { builtEngine, clientScript } from "../conformance/support/engine.ts";
import type {} from "../conformance/support/page-helpers.ts";
import { launchBrowser } from "../support/browser.ts";
import { type RunningServer, startServer } from "../support/server.ts";
import { type AttackTarget, attacks } from "./attacks.ts";

let server: RunningServer;
let browser: BrowserContext;
let page: Page;
let target: AttackTarget;
let dist: string;
const secret = "IDE-SECRET-7f3a";

beforeAll(async () => {
  dist = await mkdtemp(join(tmpdir(), "glasshouse-isolation-"));
  await mkdir(join(dist, "web"));
  await writeFile(
    join(dist, "web/index.html"),
    "<!doctype html><title>IDE</title><body><p id=secret>IDE-SECRET-7f3a</p></body>",
  );
  await symlink(await builtEngine(), join(dist, "engine"));
  server = await startServer({ distDir: dist });
  browser = await launchBrowser();
  page = await browser.newPage();
  await page.goto(server.origin);
  const [own = "", other = ""] = await page.evaluate(makePerson, secret);
  target = { ide: server.origin, own, other, secret, site: `sandbox.localhost:${server.port}` };
  await page.evaluate(
    (url) => Reflect.set(globalThis, "WEBCONTAINER_API_IFRAME_URL", url),
    `http://${own}.${target.site}`,
  );
  await page.evaluate(await clientScript());
  await page.evaluate(
    async ([source, attack, goal]) => {
      await window.engine.boot();
      await window.engine.mountFiles({
        "attack.js": `const attacks = ${attack}; attacks(${JSON.stringify(goal)}).then((won) => console.log("WON" + JSON.stringify(won)), (error) => { console.error(error); process.exitCode = 1; });`,
        "server.js": source,
      });
    },
    [
      "require('http').createServer((q, s) => { s.setHeader('content-type', 'text/html'); s.end('<title>App</title><body>app</body>'); }).listen(3000)",
      attacks.toString(),
      target,
    ] as const,
  );
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await rm(dist, { recursive: true, force: true });
});

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

describe("[I1–I8] [I11–I13] what the person has", () => {
  it("is there for the person", async () => {
    expect(await workspaces()).toEqual([secret, `${secret}-2`]);
  });

  it("is out of reach of a program", async () => {
    const { output } = await page.evaluate(() => window.engine.run("node", ["attack.js"]));
    expect([/WON(.*)/.exec(output)?.[1] ?? output, await workspaces()]).toEqual(["[]", [secret, `${secret}-2`]]);
  });

  it("is out of reach of a preview's page", async () => {
    const frame = await openPreview();
    const won = await frame.evaluate(`(${attacks.toString()})(${JSON.stringify(target)})`);
    expect([won, await workspaces(), new URL(page.url()).origin]).toEqual([[], [secret, `${secret}-2`], server.origin]);
  });
});

it("the attacks are real: in the IDE's own page they succeed", async () => {
  const own = await browser.newPage();
  await own.goto(server.origin);
  const won = await own.evaluate(
    `(${attacks.toString()})(${JSON.stringify(target)}, ["I6 top navigation", "I11 make a workspace", "I11 make a workspace blindly", "I11 delete a workspace"])`,
  );
  await own.close();
  expect(won).toEqual(
    expect.arrayContaining([
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
