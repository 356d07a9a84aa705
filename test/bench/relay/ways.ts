/** The ways that are compared: straight to the endpoint, and through each host's assistant socket. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { type ClientRequest, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { connectLocal, fetchLocal, startNodeEdge } from "../../support/node-edge.ts";
import { freePort } from "../../support/server.ts";
import { type EdgeHost, Visitor } from "../../support/wire-client.ts";
import type { Stream, Way } from "./measure.ts";

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
    async open() {
      let sent: ClientRequest | undefined;
      return {
        ask(hear) {
          const headers = { "content-type": "application/json" };
          sent = request(`${url}/v1/completions`, { method: "POST", headers, agent: false }, (answer) => {
            answer.setEncoding("utf8");
            answer.on("data", hear);
            // Ended by us.
            answer.on("error", () => undefined);
          });
          sent.end(body);
        },
        end: () => void sent?.destroy(),
      };
    },
  };
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

const readyTimeoutMs = 60_000;

/** The Workers host in wrangler's own workerd; its development proxy is one more hop that a deployment has not. */
export async function throughWorkers(url: string): Promise<HostedWay> {
  const root = fileURLToPath(new URL("../../../", import.meta.url));
  const port = await freePort();
  const dataDir = mkdtempSync(join(tmpdir(), "glasshouse-relay-"));
  const where = ["--ip", "127.0.0.1", "--port", `${port}`, "--persist-to", dataDir, "--inspector-port", "0"];
  const settings = ["--var", `GLASSHOUSE_MODELS:${modelSettings(url)}`];
  const child = spawn(join(root, "node_modules/.bin/wrangler"), ["dev", ...where, ...settings], {
    cwd: root,
    detached: true,
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, WRANGLER_SEND_METRICS: "false", CLOUDFLARE_CF_FETCH_ENABLED: "false", CI: "true" },
  });
  // A bench that fails must not leave it behind.
  const killWithParent = (): void => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGKILL");
  };
  process.once("exit", killWithParent);
  child.once("exit", () => process.off("exit", killWithParent));
  const ideOrigin = `http://localhost:${port}`;
  const edge: EdgeHost = {
    ideOrigin,
    sandboxOrigin: `http://sandbox.localhost:${port}`,
    fetch: fetchLocal,
    connect: connectLocal,
    restart: async () => undefined,
  };
  await untilReady(`${ideOrigin}/health`, child);
  const pids = descendantsOf(child.pid ?? 0).filter((pid) => nameOf(pid).startsWith("workerd"));
  return {
    ...(await throughSocket(edge)),
    pids,
    async stop() {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGTERM");
      await once(child, "exit");
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  for (const deadline = Date.now() + readyTimeoutMs; Date.now() < deadline; await sleep(200)) {
    if (child.exitCode !== null) throw new Error("wrangler ended before it listened");
    const ready = await fetchLocal(url).then(
      ({ status }) => status === 200,
      () => false,
    );
    if (ready) return;
  }
  throw new Error("wrangler did not listen in time");
}

function descendantsOf(pid: number): number[] {
  const children = readdirSync("/proc")
    .map(Number)
    .filter((other) => other > 0 && parentOf(other) === pid);
  return children.flatMap((child) => [child, ...descendantsOf(child)]);
}

function parentOf(pid: number): number {
  return Number(statOf(pid).split(") ")[1]?.split(" ")[1]);
}

function nameOf(pid: number): string {
  return /\((.*)\)/.exec(statOf(pid))?.[1] ?? "";
}

function statOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    // It has ended since the list was made.
    return "";
  }
}

async function throughSocket(edge: EdgeHost): Promise<Pick<Way, "open">> {
  const visitor = await Visitor.guest(edge);
  const workspace = await visitor.createWorkspace();
  return { open: () => openSocket(edge, visitor, workspace) };
}

/** An assistant socket that said welcome, for one completion. */
async function openSocket(edge: EdgeHost, visitor: Visitor, workspace: string): Promise<Stream> {
  const socket = await edge.connect(`${edge.ideOrigin.replace("http", "ws")}/assistant`, visitor.headers());
  if ("status" in socket) throw new Error(`the assistant socket was refused with ${socket.status}`);
  const welcomed = new Promise<void>((resolve) => {
    socket.onMessage = () => resolve();
  });
  socket.send(JSON.stringify({ type: "hello", protocol: 1 }));
  await welcomed;
  return {
    ask(hear) {
      socket.onMessage = (data) => {
        if (typeof data !== "string") return;
        if (data.startsWith('{"type":"error"')) throw new Error(data);
        hear(data);
      };
      const where = { workspace, path: "a.ts", language: "typescript" };
      socket.send(JSON.stringify({ type: "complete", id: "1", ...where, ...prompt, trigger: "manual" }));
    },
    end: () => socket.close(),
  };
}
