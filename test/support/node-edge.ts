/** The real Node host as an edge under test, with every `*.localhost` name resolved to this machine. */
import { request } from "node:http";
import { fileURLToPath } from "node:url";
import { WebSocket } from "ws";
import { type RunningServer, type StartServerOptions, startServer } from "./server.ts";
import type { EdgeHost, WireSocket } from "./wire-client.ts";

/** A tiny build: one page, one script, one engine page. */
export const siteFixture = fileURLToPath(new URL("../contract/site", import.meta.url));

export interface NodeEdge extends EdgeHost {
  server: RunningServer;
  stop(): Promise<number | null>;
}

export async function startNodeEdge(options: StartServerOptions = {}): Promise<NodeEdge> {
  let server = await startServer({ distDir: siteFixture, ...options });
  const edge: NodeEdge = {
    server,
    ideOrigin: server.origin,
    sandboxOrigin: `http://sandbox.localhost:${server.port}`,
    fetch: fetchLocal,
    connect: connectLocal,
    async restart() {
      await server.kill9();
      server = await startServer({ distDir: siteFixture, ...options, port: server.port, dataDir: server.dataDir });
      edge.server = server;
    },
    stop: () => server.stop(),
  };
  return edge;
}

/** fetch for any Host name, without following redirects. */
export function fetchLocal(url: string, init: RequestInit = {}): Promise<Response> {
  const target = new URL(url);
  const headers = Object.fromEntries(new Headers(init.headers));
  const body = init.body instanceof Uint8Array || typeof init.body === "string" ? init.body : undefined;
  if (body !== undefined) headers["content-length"] = String(Buffer.byteLength(body));
  return new Promise((resolve, reject) => {
    const options = {
      host: "127.0.0.1",
      port: target.port,
      path: target.pathname + target.search,
      method: init.method ?? "GET",
    };
    const sent = request({ ...options, headers: { ...headers, host: target.host } }, (answer) => {
      const pieces: Buffer[] = [];
      answer.on("data", (piece: Buffer) => pieces.push(piece));
      answer.on("error", reject);
      answer.on("end", () => {
        const status = answer.statusCode ?? 0;
        const content = [101, 204, 304].includes(status) ? null : Buffer.concat(pieces);
        const pairs = Object.entries(answer.headersDistinct).flatMap(([name, values = []]) =>
          values.map((value): [string, string] => [name, value]),
        );
        resolve(new Response(content, { status: status < 200 ? 599 : status, headers: pairs }));
      });
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

export function connectLocal(url: string, headers: Record<string, string>): Promise<WireSocket | { status: number }> {
  const target = new URL(url);
  const { Host = target.host, ...others } = headers;
  const socket = new WebSocket(`ws://127.0.0.1:${target.port}${target.pathname}`, { headers: { ...others, Host } });
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on("close", (code, reason) => resolve({ code, reason: reason.toString() }));
  });
  return new Promise((resolve, reject) => {
    socket.on("unexpected-response", (_request, answer) => {
      answer.resume();
      resolve({ status: answer.statusCode ?? 0 });
    });
    socket.on("error", reject);
    socket.on("open", () => {
      const wire: WireSocket = {
        send: (data) => socket.send(data),
        close: () => socket.close(),
        onMessage: () => {},
        closed,
      };
      socket.on("message", (data, isBinary) => {
        const bytes = Buffer.isBuffer(data) ? data : Buffer.from([]);
        wire.onMessage(isBinary ? new Uint8Array(bytes) : bytes.toString());
      });
      resolve(wire);
    });
  });
}
