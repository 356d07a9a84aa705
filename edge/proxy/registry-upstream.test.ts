/** The proxy against a registry that speaks HTTP: what it follows, how long it waits, how much it takes. */
import { createServer, type RequestListener, type Server } from "node:http";
import { afterEach, expect, it } from "vitest";
import { FakeClock } from "../../test/support/edge-fakes.ts";
import { systemFetch } from "../hosts/platform.ts";
import { proxyLimits } from "../limits.ts";
import { RegistryProxy } from "./registry.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function proxyOf(registry: RequestListener): Promise<{ proxy: RegistryProxy; clock: FakeClock }> {
  const server = createServer(registry);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || !address) throw new Error("the registry has no port");
  const clock = new FakeClock();
  const proxy = new RegistryProxy({
    upstreams: Promise.resolve(new Map([["", `http://127.0.0.1:${address.port}/`]])),
    sharesDownloads: true,
    cache: { get: async () => undefined, put: async () => {} },
    fetch: systemFetch,
    clock,
    log: () => {},
  });
  return { proxy, clock };
}

const codeOf = async (proxy: RegistryProxy): Promise<string> => {
  const result = await proxy.get("left-pad", "http://w.sandbox.localhost:8787/npm/");
  return result.ok ? "ok" : result.code;
};

it("a redirect is not followed: what it leads to is never asked", async () => {
  const asked: string[] = [];
  const { proxy } = await proxyOf((request, response) => {
    asked.push(request.url ?? "");
    if (request.url === "/elsewhere") response.end('{"name":"left-pad","versions":{}}');
    else response.writeHead(302, { Location: "/elsewhere" }).end();
  });
  expect([await codeOf(proxy), asked]).toEqual(["upstream", ["/left-pad"]]);
});

it("a registry that never answers is given up after its time, and the request is ended", async () => {
  let reached = (): void => {};
  const waiting = new Promise<void>((resolve) => {
    reached = resolve;
  });
  let ended = (): void => {};
  const closed = new Promise<void>((resolve) => {
    ended = resolve;
  });
  const { proxy, clock } = await proxyOf((_request, response) => {
    response.on("close", ended);
    reached();
  });
  const code = codeOf(proxy);
  await waiting;
  clock.advance(proxyLimits.upstreamTimeoutMs);
  expect(await code).toBe("upstream");
  await closed;
});

it("an answer that does not say its length is cut off at the cap", async () => {
  const piece = Buffer.alloc(4_194_304, " ");
  const { proxy } = await proxyOf((_request, response) => {
    const more = (): void => {
      while (!response.destroyed && response.write(piece));
    };
    response.on("drain", more);
    more();
  });
  expect(await codeOf(proxy)).toBe("too-large");
});
