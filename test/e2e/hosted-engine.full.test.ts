/** `runtime=auto`: a hosted engine that is a black hole, or stalls half-way, costs seconds and no reload. */
import { createServer as createHttpServer, type Server } from "node:http";
import { createServer as createTcpServer, type Server as TcpServer } from "node:net";
import { fileURLToPath } from "node:url";
import type { BrowserContext } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, expect, it } from "vitest";
import { secondClient } from "../../web/second-client.ts";
import { builtEngine } from "../conformance/support/engine.ts";
import { type EngineServer, serveEngine } from "../conformance/support/static-server.ts";
import { launchBrowser } from "../support/browser.ts";
import { freePort } from "../support/server.ts";

let engine: EngineServer;
let browser: BrowserContext;
let hole: TcpServer;
let fake: Server;
let ports: { hole: number; fake: number };

/** A page that speaks the protocol up to the client's first call, and then never answers. */
const stallingHost = `<!doctype html><script>
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {};
  parent.postMessage({ type: "init" }, "*", [port2]);
</script>`;

beforeAll(async () => {
  ports = { hole: await freePort(), fake: await freePort() };
  hole = createTcpServer((socket) => socket.on("error", () => {}));
  fake = createHttpServer((_request, response) => {
    response.setHeader("content-type", "text/html");
    response.setHeader("cross-origin-embedder-policy", "require-corp");
    response.setHeader("cross-origin-resource-policy", "cross-origin");
    response.setHeader("document-isolation-policy", "isolate-and-require-corp");
    response.end(stallingHost);
  });
  await Promise.all([
    new Promise<void>((resolve) => hole.listen(ports.hole, "127.0.0.1", resolve)),
    new Promise<void>((resolve) => fake.listen(ports.fake, "127.0.0.1", resolve)),
  ]);
  engine = await serveEngine({ engineDir: await builtEngine(), idePage: await pageWithLoader() });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await engine?.close();
  hole?.close();
  fake?.closeAllConnections();
  fake?.close();
});

/** The IDE's own loader, bundled by Vite as the IDE is; its chunks stand in the page itself. */
async function pageWithLoader(): Promise<string> {
  const entry = fileURLToPath(new URL("../support/hosted-page.ts", import.meta.url));
  const result = await build({
    configFile: false,
    logLevel: "error",
    plugins: [secondClient()],
    build: {
      write: false,
      minify: false,
      lib: { entry, formats: ["es"], fileName: "page" },
      rolldownOptions: { output: { codeSplitting: false } },
    },
  });
  const [bundle] = Array.isArray(result) ? result : [result];
  if (!bundle || !("output" in bundle)) throw new Error("Vite built nothing");
  const script = bundle.output[0].code.replaceAll("</script", "<\\/script");
  return `<!doctype html><title>IDE</title><body><script type="module">${script}</script>`;
}

it.each([
  ["a black hole", () => ports.hole, ["embedded"]],
  ["a host that stalls after the first words", () => ports.fake, ["webcontainer", "embedded"]],
] as const)("%s: ours boots in the same page", async (_name, port, tried) => {
  const page = await browser.newPage();
  await page.goto(engine.ide);
  await page.waitForFunction(() => "bootHosted" in window);
  const found = await page.evaluate(([hosted, sandbox]) => window.bootHosted(hosted, sandbox), [
    `http://host.localhost:${port()}`,
    engine.engine("h".repeat(26)),
  ] as const);
  const frames = page.frames().map((frame) => new URL(frame.url()).port);
  const loads = await page.evaluate(() => performance.getEntriesByType("navigation").length);
  await page.close();
  expect(found).toEqual({ tried, runtime: "embedded", output: "42\n" });
  expect([frames.includes(String(port())), loads]).toEqual([false, 1]);
});
