/** `npm run dev`: the IDE with hot reload on http://localhost:8787; everything else comes from the Node host behind it. */
import { spawn } from "node:child_process";
import { type IncomingMessage, request, type ServerResponse } from "node:http";
import { join } from "node:path";
import { type Connect, createServer, type ProxyOptions } from "vite";
import { build } from "./build.ts";
import { dist, root } from "./paths.ts";
import { main } from "./run.ts";

const idePort = 8787;
const hostPort = 8788;

/** Passes a request on to the Node host with its Host header as it came, so that sandbox origins reach their own routes. */
function passOn(incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { method, url, headers } = incoming;
  const onward = request({ host: "127.0.0.1", port: hostPort, method, path: url, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  onward.on("error", () => outgoing.writeHead(502).end("The Node host does not answer yet."));
  incoming.pipe(onward);
}

const sandboxFirst: Connect.NextHandleFunction = (incoming, outgoing, next) => {
  if (/\.sandbox\./.test(incoming.headers.host ?? "")) passOn(incoming, outgoing);
  else next();
};

/** Paths of the Node host; `/sync/…` and `/assistant/…` with a file name are the IDE's own sources. */
const hostPaths = ["^/api/", "^/sync/[0-9a-z]{26}$", "^/assistant$", "^/completion/", "^/health$"];
const toHost: ProxyOptions = { target: `http://127.0.0.1:${hostPort}`, ws: true, changeOrigin: false };

await main(async () => {
  await build(["engine", "completion", "web"]);
  const host = spawn(
    process.execPath,
    [
      "--disable-warning=ExperimentalWarning",
      join(root, "edge", "node.ts"),
      "--dist",
      dist,
      "--port",
      String(hostPort),
      "--origin",
      `http://localhost:${idePort}`,
      ...process.argv.slice(2),
    ],
    { stdio: "inherit", cwd: root },
  );
  const vite = await createServer({
    configFile: join(root, "web", "vite.config.ts"),
    server: {
      port: idePort,
      strictPort: true,
      headers: {
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Embedder-Policy": "require-corp",
        "Document-Isolation-Policy": "isolate-and-require-corp",
      },
      proxy: Object.fromEntries(hostPaths.map((path) => [path, toHost])),
    },
    plugins: [{ name: "sandbox-origins", configureServer: (server) => void server.middlewares.use(sandboxFirst) }],
  });
  await vite.listen();
  console.log(`The IDE reloads as you edit: http://localhost:${idePort}`);
  const stop = (): void => void vite.close().then(() => host.kill("SIGTERM"));
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, stop);
  return new Promise((resolve) => host.on("exit", (code) => vite.close().then(() => resolve(code ?? 0))));
});
