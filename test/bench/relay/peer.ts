/** The peer gateway in a process of its own, on the loopback interface alone. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { step } from "../../../scripts/run.ts";
import { fetchLocal } from "../../support/node-edge.ts";
import { freePort } from "../../support/server.ts";
import { type HostedWay, overHttp } from "./ways.ts";

const folder = fileURLToPath(new URL("./peer/", import.meta.url));
const peer = `${folder}node_modules/@portkey-ai/gateway`;
const readyTimeoutMs = 30_000;

export async function throughPeer(url: string): Promise<HostedWay> {
  await install();
  const port = await freePort();
  const child = spawn(
    process.execPath,
    ["--import", `${folder}loopback.mjs`, `${peer}/build/start-server.js`, `--port=${port}`, "--headless"],
    // In production it keeps no log of what passes, which is what a gateway costs in use.
    { stdio: ["ignore", "ignore", "inherit"], env: { ...process.env, NODE_ENV: "production" } },
  );
  const killWithParent = (): void => void child.kill("SIGKILL");
  process.once("exit", killWithParent);
  const origin = `http://127.0.0.1:${port}`;
  for (const deadline = Date.now() + readyTimeoutMs; Date.now() < deadline; await sleep(200)) {
    if (child.exitCode !== null) throw new Error("the peer gateway ended before it listened");
    const ready = await fetchLocal(`${origin}/`).then(
      () => true,
      () => false,
    );
    if (ready) break;
  }
  const headers = {
    "x-portkey-provider": "openai",
    "x-portkey-custom-host": `${url}/v1`,
    authorization: "Bearer none",
  };
  return {
    open: overHttp(`${origin}/v1/completions`, headers),
    pids: [child.pid ?? 0],
    async stop() {
      process.off("exit", killWithParent);
      child.kill();
      await once(child, "exit");
    },
  };
}

async function install(): Promise<void> {
  const wanted = JSON.parse(readFileSync(`${folder}package.json`, "utf8")).dependencies["@portkey-ai/gateway"];
  const file = `${peer}/package.json`;
  if (existsSync(file) && JSON.parse(readFileSync(file, "utf8")).version === wanted) return;
  const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  await step("The installation of the peer gateway", "npm", ["ci", ...quiet], { cwd: folder });
}
