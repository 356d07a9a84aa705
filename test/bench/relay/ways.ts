/** The ways that are compared: straight to the endpoint, and through a host's assistant socket. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { startNodeEdge } from "../../support/node-edge.ts";
import { type EdgeHost, Visitor } from "../../support/wire-client.ts";
import { openFrameSocket, postStream } from "./bare-client.ts";
import type { Stream, Way } from "./measure.ts";

export async function startEndpoint(): Promise<{ url: string; stop(): void }> {
  const file = fileURLToPath(new URL("./endpoint.ts", import.meta.url));
  const child = spawn(process.execPath, [file], { stdio: ["pipe", "pipe", "inherit"] });
  const [port] = await once(child.stdout, "data");
  return { url: `http://127.0.0.1:${String(port).trim()}`, stop: () => void child.kill() };
}

const prompt = { prefix: "const answer = ", suffix: ";\n" };

export function direct(url: string): Way {
  return { open: overHttp(`${url}/v1/completions`), pids: [] };
}

/** Streams that are asked for as any client of the OpenAI route does. */
export function overHttp(url: string, headers: Record<string, string> = {}): Way["open"] {
  const body = JSON.stringify({ model: "relay", stream: true, prompt: prompt.prefix, suffix: prompt.suffix });
  return async () => postStream(url, headers, body);
}

/** The settings that let one client have all the streams. */
export function modelSettings(url: string): string {
  return JSON.stringify([{ name: "relay", endpoint: url, concurrency: 10_000 }]);
}

export type HostedWay = Way & { stop(): Promise<unknown> };

export async function throughNode(url: string): Promise<HostedWay> {
  const edge = await startNodeEdge({ env: { GLASSHOUSE_MODELS: modelSettings(url) } });
  return { ...(await throughSocket(edge)), pids: [edge.server.pid], stop: () => edge.stop() };
}

export async function throughSocket(edge: EdgeHost): Promise<Pick<Way, "open">> {
  const visitor = await Visitor.guest(edge);
  const workspace = await visitor.createWorkspace();
  return { open: () => openSocket(edge, visitor, workspace) };
}

/** An assistant socket that said welcome, for one completion. */
async function openSocket(edge: EdgeHost, visitor: Visitor, workspace: string): Promise<Stream> {
  const socket = await openFrameSocket(`${edge.ideOrigin}/assistant`, visitor.headers());
  const welcomed = new Promise<void>((resolve) => {
    socket.read((text) => {
      if (text.includes('"type":"welcome"')) resolve();
    });
  });
  socket.send(JSON.stringify({ type: "hello", protocol: 1 }));
  await welcomed;
  return {
    ask(hear, fail) {
      socket.read((text) => {
        if (text.includes('"type":"error"')) fail(new Error(text));
        hear(text);
      });
      const where = { workspace, path: "a.ts", language: "typescript" };
      socket.send(JSON.stringify({ type: "complete", id: "1", ...where, ...prompt, trigger: "manual" }));
    },
    end: () => socket.close(),
  };
}
