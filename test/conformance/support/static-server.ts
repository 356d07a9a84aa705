/** Serves a built engine on two sites, with the edge's headers: for tests of the engine alone. */

import { execFile } from "node:child_process";
import { readFile, stat } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { promisify } from "node:util";

export interface EngineServer {
  /** `http://localhost:<port>`: stands for the IDE. */
  ide: string;
  /** The engine's origin of a workspace. */
  engine(workspace: string): string;
  port: number;
  close(): Promise<void>;
}

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".wasm": "application/wasm",
};
const isolation = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
  "cross-origin-resource-policy": "cross-origin",
  "document-isolation-policy": "isolate-and-require-corp",
  "origin-agent-cluster": "?1",
};

/** Starts on a free port, or the given one. */
export async function serveEngine(options: {
  engineDir: string;
  idePage: string;
  port?: number;
}): Promise<EngineServer> {
  const registry = (await promisify(execFile)("npm", ["config", "get", "registry"])).stdout.trim().replace(/\/$/, "");
  const server = createServer((request, response) => {
    void answer(request, response, { ...options, registry }).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    ide: `http://localhost:${port}`,
    engine: (workspace) => `http://${workspace}.sandbox.localhost:${port}`,
    port,
    close: () => close(server),
  };
}

interface Site {
  engineDir: string;
  idePage: string;
  registry: string;
}

async function answer(request: IncomingMessage, response: ServerResponse, site: Site): Promise<void> {
  const host = request.headers.host ?? "";
  const path = new URL(request.url ?? "/", "http://x").pathname;
  for (const [name, value] of Object.entries(isolation)) response.setHeader(name, value);
  if (!host.includes(".sandbox.localhost")) {
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(site.idePage);
    return;
  }
  const ide = `http://localhost:${host.split(":")[1] ?? "80"}`;
  response.setHeader("content-security-policy", `frame-ancestors ${ide}`);
  if (/^[^.]+-\d+\./.test(host)) {
    await servePreviewHost(request, response, path, site);
    return;
  }
  if (path.startsWith("/npm/")) {
    await proxy(response, path.slice(4), `http://${host}/npm`, request.headers.accept, site.registry);
    return;
  }
  await serveFile(request, response, site.engineDir, path === "/headless" ? "/headless.html" : path);
}

async function servePreviewHost(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  site: Site,
): Promise<void> {
  if (path.startsWith("/__glasshouse/")) {
    response.setHeader("service-worker-allowed", "/");
    await serveFile(request, response, join(site.engineDir, "preview"), path.slice("/__glasshouse".length));
  } else if (request.headers["sec-fetch-mode"] === "navigate")
    await serveFile(request, response, join(site.engineDir, "preview"), "/connect.html");
  else response.writeHead(404).end();
}

/** As the edge does: asked for again, a file that has not changed is not sent again; one named by its contents is not asked for. */
async function serveFile(
  request: IncomingMessage,
  response: ServerResponse,
  folder: string,
  path: string,
): Promise<void> {
  const file = join(folder, normalize(path));
  try {
    const { mtimeMs, size } = await stat(file);
    const tag = `"${size}-${Math.floor(mtimeMs)}"`;
    response.setHeader("etag", tag);
    const named = path.startsWith("/process-");
    response.setHeader("cache-control", named ? "public, max-age=31536000, immutable" : "no-cache");
    if (request.headers["if-none-match"] === tag) {
      response.writeHead(304).end();
      return;
    }
    const bytes = await readFile(file);
    response.setHeader("content-type", types[extname(file)] ?? "application/octet-stream");
    response.end(bytes);
  } catch {
    response.writeHead(404).end(`not found: ${path}`);
  }
}

async function proxy(
  response: ServerResponse,
  path: string,
  own: string,
  accept: string | undefined,
  registry: string,
): Promise<void> {
  const answer = await fetch(registry + path, { headers: { accept: accept ?? "*/*" } });
  const type = answer.headers.get("content-type") ?? "application/octet-stream";
  response.writeHead(answer.status, { "content-type": type });
  if (type.includes("json")) response.end((await answer.text()).split(registry).join(own));
  else response.end(Buffer.from(await answer.arrayBuffer()));
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
