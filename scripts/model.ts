/** `npm run model -- PATH.gguf`: serves a model file on this machine, behind the routes that every endpoint has. */
import { once } from "node:events";
import { closeSync, existsSync, openSync, readFileSync, readSync } from "node:fs";
import { availableParallelism } from "node:os";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { serve } from "@hono/node-server";
import { root } from "./paths.ts";
import { main, step } from "./run.ts";

const folder = join(root, "model");
const defaultPort = 8_791;
const maxThreads = 512;
/** Threads of llama.cpp wait for each other without sleeping: one core is left for the browser, or each token takes a second. */
const defaultThreads = Math.max(1, availableParallelism() - 1);
/** The builds that run on a processor; those for graphics cards are hundreds of megabytes. */
const builds = {
  "linux-x64": "linux-x64",
  "linux-arm64": "linux-arm64",
  "darwin-x64": "mac-x64",
  "darwin-arm64": "mac-arm64-metal",
  "win32-x64": "win-x64",
  "win32-arm64": "win-arm64",
};

await main(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      port: { type: "string" },
      host: { type: "string" },
      name: { type: "string" },
      threads: { type: "string" },
    },
  });
  const [path] = positionals;
  if (path === undefined || positionals.length > 1) {
    throw new Error(
      "Name one model file: npm run model -- PATH.gguf [--port 8791] [--host 127.0.0.1] [--name NAME] [--threads 2].",
    );
  }
  checkFile(path);
  const port = numberOf("port", values.port, defaultPort, 65_535);
  const threads = numberOf("threads", values.threads, defaultThreads, maxThreads);
  await install();
  const { loadModel } = await import("../model/local-model.ts");
  const { modelServer } = await import("../model/server.ts");
  const model = await loadModel(path, threads).catch((error: unknown) => {
    throw new Error(`${path} could not be loaded: ${error instanceof Error ? error.message : String(error)}.`);
  });
  const name = values.name ?? model.name ?? basename(path, ".gguf");
  const app = modelServer({ model, name, now: () => Date.now(), log: (line) => console.log(line) });
  const hostname = values.host ?? "127.0.0.1";
  const server = serve({ fetch: app.fetch, port, hostname });
  await Promise.race([
    once(server, "listening"),
    once(server, "error").then(([error]) => {
      throw new Error(`The model could not be served on port ${port}: ${error.message}. Choose another with --port.`);
    }),
  ]);
  const origin = `http://${hostname}:${port}`;
  console.log(`${name} answers at ${origin}/v1 (context ${model.contextTokens} tokens).`);
  console.log(`To complete with it: GLASSHOUSE_MODEL_URL=${origin} GLASSHOUSE_MODEL_NAME="${name}" npm start`);
  await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
  server.close();
  await model.dispose();
  return 0;
});

function checkFile(path: string): void {
  if (!existsSync(path)) throw new Error(`There is no file ${path}.`);
  const magic = Buffer.alloc(4);
  const file = openSync(path, "r");
  readSync(file, magic);
  closeSync(file);
  if (magic.toString("latin1") !== "GGUF")
    throw new Error(`${path} is not a GGUF file: its first four bytes are not "GGUF".`);
}

function numberOf(option: string, text: string | undefined, otherwise: number, max: number): number {
  const number = text === undefined ? otherwise : Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= max) return number;
  throw new Error(`--${option} ${text} is not a number from 1 to ${max}.`);
}

/** llama.cpp is only installed here, by who asks for it. */
async function install(): Promise<void> {
  const key = `${process.platform}-${process.arch}`;
  const build = Object.entries(builds).find(([platform]) => platform === key)?.[1];
  if (build === undefined)
    throw new Error(`There is no build of llama.cpp for ${key}: serve the model with llama.cpp's own server.`);
  const { dependencies } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const version: string = dependencies["node-llama-cpp"];
  const wanted = `@node-llama-cpp/${build}`;
  if (isInstalled("node-llama-cpp", version) && isInstalled(wanted, version)) return;
  console.log("Installing llama.cpp for this machine …");
  await step(
    "The installation of llama.cpp",
    "npm",
    [
      "install",
      "--no-save",
      "--omit=optional",
      "--ignore-scripts",
      "--no-audit",
      "--no-fund",
      "--loglevel=error",
      `${wanted}@${version}`,
    ],
    { cwd: folder, shell: process.platform === "win32" },
  );
}

function isInstalled(name: string, version: string): boolean {
  const file = join(folder, "node_modules", name, "package.json");
  return existsSync(file) && JSON.parse(readFileSync(file, "utf8")).version === version;
}
