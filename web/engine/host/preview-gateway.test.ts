import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { bytes, KernelHarness, type PlayedProgram, text } from "../../../test/support/kernel-harness.ts";
import { CookieJar } from "./cookie-jar.ts";
import { limits } from "./limits.ts";
import { servePreview } from "./preview-gateway.ts";
import type { FromKernel } from "./preview-protocol.ts";
import type { PreviewSettings } from "./preview-settings.ts";

let harness: KernelHarness;
let server: PlayedProgram;
let browser: MessagePort;
let heard: FromKernel[];
let settings: PreviewSettings;

beforeEach(() => {
  harness = new KernelHarness();
  server = harness.run().program;
  server.call("listen", [3000, ""]);
  settings = { forwardErrors: false, script: "" };
  const { port1, port2 } = new MessageChannel();
  browser = port1;
  heard = [];
  port1.onmessage = ({ data }) => heard.push(data);
  const cookies = new CookieJar();
  servePreview({
    number: 3000,
    port: port2,
    coep: "require-corp",
    engine: () => ({ kernel: harness.kernel, preview: settings }),
    cookies: () => cookies,
    nowMs: () => 0,
  });
});
afterEach(() => browser.close());

/** Lets the ports deliver. */
async function settle(): Promise<void> {
  for (let round = 0; round < 5; round++) await new Promise((resolve) => setImmediate(resolve));
}
async function ask(id: number, more: object = {}): Promise<string> {
  browser.postMessage({
    type: "request",
    id,
    method: "GET",
    url: "/",
    headers: [],
    body: null,
    streams: false,
    ...more,
  });
  await settle();
  return text(server.call("read", [3 + id, 65_536, -1]));
}
async function answer(id: number, response: string): Promise<void> {
  server.call("write", [3 + id, -1], bytes(response));
  await settle();
}
function body(): string {
  return heard.map((message) => (message.type === "chunk" ? text(message.data) : "")).join("");
}

describe("a preview's request", () => {
  it("reaches the program that listens, and its answer the browser", async () => {
    const request = await ask(1, { url: "/a?b" });
    await answer(1, "HTTP/1.1 201 Created\r\nContent-Length: 2\r\nX-A: 1\r\n\r\nhi");
    expect([request.split("\r\n")[0], heard[0], body(), heard.at(-1)]).toEqual([
      "GET /a?b HTTP/1.1",
      expect.objectContaining({ type: "response", status: 201, statusText: "Created", hasBody: true }),
      "hi",
      { type: "end", id: 1 },
    ]);
  });

  it("brings back the cookies that were set", async () => {
    await ask(1);
    await answer(1, "HTTP/1.1 200 OK\r\nSet-Cookie: sid=1; HttpOnly\r\nContent-Length: 0\r\n\r\n");
    expect(await ask(2)).toContain("\r\ncookie: sid=1\r\n");
  });

  it("for a page gets our script and the client's into its head", async () => {
    settings.script = "<script>mine</script>";
    await ask(1);
    await answer(1, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 13\r\n\r\n<head></head>");
    expect(body()).toBe(
      '<head><script src="/__glasshouse/inject.js" data-cookies=""></script><script>mine</script></head>',
    );
  });

  it("streams its body in pieces", async () => {
    await ask(1, { method: "POST", streams: true });
    browser.postMessage({ type: "body", id: 1, data: bytes("hello") });
    browser.postMessage({ type: "body-end", id: 1 });
    await settle();
    expect([text(server.call("read", [4, 100, -1])), heard]).toEqual([
      "5\r\nhello\r\n0\r\n\r\n",
      [{ type: "body-taken", id: 1, bytes: 5 }],
    ]);
  });

  it("lets a program wait that sends faster than the browser takes", async () => {
    await ask(1);
    server.post({ type: "write-async", fd: 4, request: 1, data: bytes("HTTP/1.1 200 OK\r\n\r\n") });
    server.post({ type: "write-async", fd: 4, request: 2, data: new Uint8Array(4 * limits.responseWindowBytes) });
    await settle();
    const first = body().length;
    browser.postMessage({ type: "taken", id: 1, bytes: limits.responseWindowBytes });
    await settle();
    expect([first < 2 * limits.responseWindowBytes, body().length > first]).toEqual([true, true]);
  });

  it("that is given up closes the program's connection", async () => {
    await ask(1);
    browser.postMessage({ type: "cancel", id: 1 });
    await settle();
    expect(server.call("read", [4, 100, -1])).toEqual(new Uint8Array(0));
  });
});

describe("a request that cannot be answered", () => {
  it("says that nothing listens, and the page can ask whether something does", async () => {
    browser.postMessage({ type: "is-open", id: 1 });
    await settle();
    server.post({ type: "exit", code: 0 });
    browser.postMessage({ type: "is-open", id: 2 });
    browser.postMessage({ type: "request", id: 3, method: "GET", url: "/", headers: [], body: null, streams: false });
    await settle();
    expect(heard).toEqual([
      { type: "open", id: 1, open: true },
      { type: "open", id: 2, open: false },
      { type: "failed", id: 3, reason: "no-server", message: "nothing listens on port 3000" },
    ]);
  });

  it("[I16] with a forged head is refused and reaches nobody", async () => {
    const forged = [
      { url: "/ HTTP/1.1\r\nx: y" },
      { url: "http://else/" },
      { method: "GET / HTTP/1.1\r\n" },
      { headers: [["a", "b\r\nc: d"]] },
      { headers: [["a b", "c"]] },
      { body: "text" },
    ];
    for (const [index, more] of forged.entries()) {
      browser.postMessage({
        type: "request",
        id: index + 1,
        method: "GET",
        url: "/",
        headers: [],
        body: null,
        streams: false,
        ...more,
      });
    }
    await settle();
    expect([heard.map((message) => message.type), server.received]).toEqual([forged.map(() => "failed"), []]);
  });

  it("says when the program's answer is not HTTP", async () => {
    await ask(1);
    await answer(1, "hello\r\n\r\n");
    expect(heard).toEqual([{ type: "failed", id: 1, reason: "broken", message: "the answer is not HTTP/1.1" }]);
  });
});
