/** Relays that do nothing but relay: what of the hosts' figures is Node's, workerd's and this machine's. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { freePort } from "../../support/server.ts";
import { openFrameSocket } from "./bare-client.ts";
import { type HostedWay, overHttp } from "./ways.ts";
import { workerdPids } from "./workers.ts";

/** Bytes copied from one connection to another. */
export async function throughBareNode(url: string): Promise<HostedWay> {
  const file = fileURLToPath(new URL("./bare-relay.ts", import.meta.url));
  const child = spawn(process.execPath, [file, url], { stdio: ["pipe", "pipe", "inherit"] });
  const [port] = await once(child.stdout, "data");
  return {
    open: overHttp(`http://127.0.0.1:${String(port).trim()}/v1/completions`),
    pids: [child.pid ?? 0],
    stop: async () => void child.kill(),
  };
}

const script = `export default {
  async fetch(request, { ENDPOINT }) {
    const { 0: client, 1: server } = new WebSocketPair();
    server.accept();
    server.addEventListener("message", async ({ data }) => {
      const answer = await fetch(ENDPOINT, { method: "POST", body: data });
      const decoder = new TextDecoder();
      for await (const bytes of answer.body) server.send(decoder.decode(bytes));
    });
    server.addEventListener("close", () => server.close());
    return new Response(null, { status: 101, webSocket: client });
  },
};`;

/** A Worker that sends each piece of an answer into its socket, unread. */
export async function throughBareWorker(url: string): Promise<HostedWay> {
  const port = await freePort();
  const before = workerdPids();
  const host = new Miniflare(
    convertV4MiniflareOptions({
      cf: false,
      workers: [
        {
          name: "bare",
          compatibilityDate: "2026-10-01",
          compatibilityFlags: ["no_web_socket_compression"],
          modules: [{ type: "ESModule", path: "bare.js", contents: script }],
          bindings: { ENDPOINT: `${url}/v1/completions` },
          unsafeDirectSockets: [{ host: "127.0.0.1", port, proxy: false }],
        },
      ],
    }),
  );
  await host.ready;
  return {
    pids: workerdPids().filter((pid) => !before.includes(pid)),
    async open() {
      const socket = await openFrameSocket(`http://localhost:${port}/`, {});
      return {
        ask(hear) {
          socket.read(hear);
          socket.send("{}");
        },
        end: () => socket.close(),
      };
    },
    stop: () => host.dispose(),
  };
}
