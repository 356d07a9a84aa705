/** The ways that are compared: straight to the endpoint, and through the Node host's assistant socket. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { request } from "node:http";
import { fileURLToPath } from "node:url";
import { type NodeEdge, startNodeEdge } from "../../support/node-edge.ts";
import { Visitor } from "../../support/wire-client.ts";
import type { Way } from "./measure.ts";

export async function startEndpoint(): Promise<{ url: string; stop(): void }> {
  const file = fileURLToPath(new URL("./endpoint.ts", import.meta.url));
  const child = spawn(process.execPath, [file], { stdio: ["ignore", "pipe", "inherit"] });
  const [port] = await once(child.stdout, "data");
  return { url: `http://127.0.0.1:${String(port).trim()}`, stop: () => void child.kill() };
}

const prompt = { prefix: "const answer = ", suffix: ";\n" };

export function direct(url: string): Way {
  const body = JSON.stringify({ model: "relay", stream: true, prompt: prompt.prefix, suffix: prompt.suffix });
  return {
    pids: [],
    open: (hear) =>
      new Promise((resolve, reject) => {
        const headers = { "content-type": "application/json" };
        const sent = request(`${url}/v1/completions`, { method: "POST", headers, agent: false }, (answer) => {
          answer.setEncoding("utf8");
          answer.on("data", hear);
          answer.on("error", () => undefined);
        });
        sent.on("error", reject);
        sent.end(body);
        resolve(() => void sent.destroy());
      }),
  };
}

/** The settings that let one client have all the streams. */
export function modelSettings(url: string): string {
  return JSON.stringify([{ name: "relay", endpoint: url, concurrency: 10_000 }]);
}

export async function throughNode(url: string): Promise<Way & { stop(): Promise<unknown> }> {
  const edge = await startNodeEdge({ env: { GLASSHOUSE_MODELS: modelSettings(url) } });
  const visitor = await Visitor.guest(edge);
  const workspace = await visitor.createWorkspace();
  return { pids: [edge.server.pid], open: (hear) => complete(edge, visitor, workspace, hear), stop: () => edge.stop() };
}

/** One assistant socket and one completion on it. */
async function complete(
  edge: NodeEdge,
  visitor: Visitor,
  workspace: string,
  hear: (text: string) => void,
): Promise<() => void> {
  const socket = await edge.connect(`${edge.ideOrigin.replace("http", "ws")}/assistant`, visitor.headers());
  if ("status" in socket) throw new Error(`the assistant socket was refused with ${socket.status}`);
  socket.onMessage = (data) => {
    if (typeof data !== "string") return;
    if (data.startsWith('{"type":"error"')) throw new Error(data);
    hear(data);
  };
  socket.send(JSON.stringify({ type: "hello", protocol: 1 }));
  const where = { workspace, path: "a.ts", language: "typescript" };
  socket.send(JSON.stringify({ type: "complete", id: "1", ...where, ...prompt, trigger: "manual" }));
  return () => socket.close();
}
