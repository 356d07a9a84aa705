/** The Node host's command line: `node edge/node.ts --port 8787 --host 127.0.0.1 --data .glasshouse --dist dist`. */
import { enableCompileCache, flushCompileCache } from "node:module";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { readAdminToken, readHostedEngine } from "./config.ts";
import { consoleLog } from "./hosts/platform.ts";

const options = {
  port: { type: "string", default: "8787" },
  host: { type: "string", default: "127.0.0.1" },
  data: { type: "string", default: ".glasshouse" },
  dist: { type: "string", default: "dist" },
  origin: { type: "string" },
  "sandbox-origin": { type: "string" },
  "embed-origin": { type: "string", multiple: true },
} as const;

/** One sentence and exit code 1. */
function stop(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function readOptions() {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    const known = Object.keys(options).map((name) => `--${name}`);
    return stop(`${messageOf(error).split(". ")[0]}. The options are ${known.join(", ")}.`);
  }
}

function readOrigin(text: string): string {
  if (URL.canParse(text) && new URL(text).origin === text) return text;
  return stop(`${text} is not an origin: it looks like https://ide.example.org.`);
}

/** Only under localhost is a subdomain another site; elsewhere it would share the IDE's cookies. */
function defaultSandbox(origin: string): string {
  if (new URL(origin).hostname === "localhost") return origin.replace("//", "//sandbox.");
  return stop("--origin needs --sandbox-origin beside it: programs run on a site of their own.");
}

const values = readOptions();
const port = Number(values.port);
if (!Number.isInteger(port) || port < 1 || port > 65_535)
  stop(`--port must be a number from 1 to 65535, not ${values.port}.`);
const dataDir = resolve(values.data);
const ideOrigin = readOrigin(values.origin ?? `http://localhost:${port}`);
const sandboxOrigin = readOrigin(values["sandbox-origin"] ?? defaultSandbox(ideOrigin));
const listed = process.env["GLASSHOUSE_EMBED_ORIGINS"]?.split(/[\s,]+/).filter(Boolean) ?? [];
const embedOrigins = [...(values["embed-origin"] ?? []), ...listed].map(readOrigin);
function readEngine(): ReturnType<typeof readHostedEngine> {
  try {
    return readHostedEngine(process.env);
  } catch (error) {
    return stop(messageOf(error));
  }
}

const hostedEngine = readEngine();
if (!["127.0.0.1", "localhost", "::1"].includes(values.host) && ideOrigin.startsWith("http://")) {
  console.error(
    `On ${values.host} over plain http other machines get no secure context: their browsers refuse the session cookie, service workers and shared memory, so until you serve it by https (--origin and --sandbox-origin) only this machine can work with it.`,
  );
}

// A third of the start is compiling the same text again: the second start reads it from here.
enableCompileCache(join(dataDir, "compile-cache"));
const { createNodeHost } = await import("./hosts/node-host.ts");
const host = await createNodeHost({
  dataDir,
  distDir: resolve(values.dist),
  config: { ideOrigin, sandboxOrigin, embedOrigins, ...hostedEngine, ...readAdminToken(process.env) },
  env: process.env,
}).catch((error: unknown) => stop(`The data folder ${dataDir} cannot be used: ${messageOf(error)}`));

host.server.on("error", (error) => {
  const taken = "code" in error && error.code === "EADDRINUSE";
  stop(
    taken
      ? `Port ${port} is taken by another program; choose one with --port.`
      : `The server cannot listen on ${values.host}:${port}: ${error.message}`,
  );
});
host.server.listen(port, values.host, () => {
  console.log(`listening ${ideOrigin} data ${dataDir}`);
  flushCompileCache();
});

/** Node's default for a second signal ends the process at once. */
function close(): void {
  host.close().then(
    () => process.exit(0),
    (error: unknown) => stop(`The server did not close cleanly: ${messageOf(error)}`),
  );
}
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, close);
// One forgotten promise must not send a whole class home: what is stored is safe, the others go on.
process.on("unhandledRejection", (error) => consoleLog("unhandled-rejection", { message: messageOf(error) }));
// Started by `npm start`, whose death must not leave a server behind.
process.once("disconnect", close);
