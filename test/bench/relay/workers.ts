/** The Workers host in workerd as a deployment has it: the uploaded bundle behind its own socket, without wrangler's development proxy. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions } from "wrangler";
import { root } from "../../../scripts/paths.ts";
import { step } from "../../../scripts/run.ts";
import { connectLocal, fetchLocal } from "../../support/node-edge.ts";
import { freePort } from "../../support/server.ts";
import { type HostedWay, modelSettings, throughSocket } from "./ways.ts";

export async function throughWorkers(url: string): Promise<HostedWay> {
  const folder = mkdtempSync(join(tmpdir(), "glasshouse-relay-"));
  const quiet = { WRANGLER_SEND_METRICS: "false", CI: "true" };
  const bundle = ["deploy", "--dry-run", "--outdir", folder];
  await step("The bundle of the Workers host", "wrangler", bundle, {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, ...quiet },
  });
  // The sites are not asked for; without them nothing has to be built.
  const { assets: _, ...worker } = unstable_getMiniflareWorkerOptions(join(root, "wrangler.toml")).workerOptions;
  const port = await freePort();
  const ideOrigin = `http://localhost:${port}`;
  const sandboxOrigin = `http://sandbox.localhost:${port}`;
  const before = workerdPids();
  const host = new Miniflare(
    convertV4MiniflareOptions({
      cf: false,
      workers: [
        {
          ...worker,
          name: "glasshouse",
          modulesRoot: folder,
          modules: [{ type: "ESModule", path: join(folder, "worker.js") }],
          bindings: { IDE_ORIGIN: ideOrigin, SANDBOX_ORIGIN: sandboxOrigin, GLASSHOUSE_MODELS: modelSettings(url) },
          unsafeDirectSockets: [{ host: "127.0.0.1", port, proxy: false }],
        },
      ],
    }),
  );
  await host.ready;
  const edge = { ideOrigin, sandboxOrigin, fetch: fetchLocal, connect: connectLocal, restart: async () => undefined };
  return {
    ...(await throughSocket(edge)),
    pids: workerdPids().filter((pid) => !before.includes(pid)),
    async stop() {
      await host.dispose();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Of this process's children. */
export function workerdPids(): number[] {
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => {
      const [before = "", after = ""] = statOf(pid).split(") ");
      return before.endsWith("(workerd") && Number(after.split(" ")[1]) === process.pid;
    });
}

function statOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    // Not a process, or one that has ended since the list was made.
    return "";
  }
}
