/** A stranger's page on another site embeds the engine with the three lines of web/engine/README.md. */
import { mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { builtEngine } from "../conformance/support/engine.ts";
import { launchBrowser } from "../support/browser.ts";
import { freePort, type RunningServer, startServer } from "../support/server.ts";

const workspace = "embedded0123456789abcdefgh".replaceAll(/[ilou]/g, "x");
let server: RunningServer;
let docs: Server;
let docsPort: number;
let browser: BrowserContext;
let dist: string;

beforeAll(async () => {
  docsPort = await freePort();
  dist = await mkdtemp(join(tmpdir(), "glasshouse-embed-"));
  await symlink(await builtEngine(), join(dist, "engine"));
  server = await startServer({ distDir: dist, extraOptions: ["--embed-origin", origin("docs")] });
  docs = await serveDocs();
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  docs?.close();
  await server?.stop();
  await rm(dist, { recursive: true, force: true });
});

function origin(name: string): string {
  return `http://${name}.example.localhost:${docsPort}`;
}

/** The README's lines, as a page of the site. */
async function embeddingPage(): Promise<string> {
  const readme = await readFile(fileURLToPath(new URL("../../web/engine/README.md", import.meta.url)), "utf8");
  const lines = /```js\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
  const { outputFiles } = await build({
    stdin: {
      contents: `${lines.replace("https://demo.sandbox.example.org", `http://${workspace}.sandbox.localhost:${server.port}`)}
        window.container = container;`,
      resolveDir: fileURLToPath(new URL("../../", import.meta.url)),
    },
    bundle: true,
    write: false,
    format: "esm",
  });
  return `<!doctype html><title>Docs</title><body><script type="module">${outputFiles[0]?.text.replaceAll("</script", "<\\/script")}</script>`;
}

async function serveDocs(): Promise<Server> {
  const html = await embeddingPage();
  const site = createServer((request, response) => {
    response.setHeader("content-type", "text/html; charset=utf-8");
    if (request.url === "/isolated") response.setHeader("document-isolation-policy", "isolate-and-require-corp");
    response.end(html);
  });
  await new Promise<void>((resolve) => site.listen(docsPort, "127.0.0.1", resolve));
  return site;
}

async function open(url: string): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(url);
  return page;
}

it.each(["/", "/isolated"])("runs programs and shows previews in a page of another site (%s)", async (path) => {
  const page = await open(origin("docs") + path);
  await page.waitForFunction(() => "container" in window);
  const found = await page.evaluate(async () => {
    const { container } = window;
    const program = await container.spawn("node", ["-p", "6 * 7"]);
    let output = "";
    await program.output.pipeTo(
      new WritableStream({
        write(text) {
          output += text;
        },
      }),
    );
    await container.fs.writeFile(
      "server.js",
      "require('http').createServer((q, s) => s.setHeader('content-type', 'text/html').end('<title>Shown</title>')).listen(3000)",
    );
    const ready = new Promise<string>((resolve) => container.on("server-ready", (_port, url) => resolve(url)));
    await container.spawn("node", ["server.js"]);
    const frame = document.createElement("iframe");
    frame.src = await ready;
    document.body.appendChild(frame);
    return { output, isolated: window.crossOriginIsolated };
  });
  expect(found).toEqual({ output: "42\n", isolated: path === "/isolated" });
  const preview = () => page.frames().find((frame) => frame.url().includes("-3000."));
  await expect
    .poll(
      () =>
        preview()
          ?.title()
          .catch(() => ""),
      { timeout: 20_000 },
    )
    .toBe("Shown");
  await page.close();
});

it("a page that the server was not told of gets no engine", async () => {
  const page = await browser.newPage();
  const refused = new Promise<string>((resolve) => page.on("console", (message) => resolve(message.text())));
  await page.goto(`${origin("other")}/`);
  expect(await refused).toContain("frame-ancestors");
  expect(await page.evaluate(() => "container" in window)).toBe(false);
  await page.close();
});

declare global {
  interface Window {
    container: import("@webcontainer/api").WebContainer;
  }
}
