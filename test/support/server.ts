/** The real Node host as a child process in its own process group, for tests that talk to it, stop it or kill it. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export interface StartServerOptions {
  /** A free one when left out. */
  port?: number;
  /** A new folder, removed by `stop`, when left out. */
  dataDir?: string;
  /** The folder with the built IDE and engine; the checkout's `dist` when left out. */
  distDir?: string;
  env?: Record<string, string>;
  /** More words for its command line. */
  extraOptions?: string[];
}

export interface RunningServer {
  /** "http://localhost:<port>" */
  origin: string;
  port: number;
  dataDir: string;
  pid: number;
  /** Everything it printed so far. */
  output(): string;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL to the whole process group; the data stays for the next start. */
  kill9(): Promise<void>;
}

const root = fileURLToPath(new URL("../..", import.meta.url));
const readyTimeoutMs = 30_000;

/** Starts the host and waits until it listens; throws with its output when it does not. */
export async function startServer(options: StartServerOptions = {}): Promise<RunningServer> {
  const port = options.port ?? (await freePort());
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), "glasshouse-data-"));
  const dist = options.distDir ?? join(root, "dist");
  const child = spawn(
    process.execPath,
    [
      "--disable-warning=ExperimentalWarning",
      join(root, "edge/node.ts"),
      "--port",
      `${port}`,
      "--data",
      dataDir,
      "--dist",
      dist,
      ...(options.extraOptions ?? []),
    ],
    { cwd: root, detached: true, stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...options.env } },
  );
  let output = "";
  child.stdout.on("data", (text: Buffer) => {
    output += text.toString();
  });
  child.stderr.on("data", (text: Buffer) => {
    output += text.toString();
  });
  const exited = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
  // A test that fails before it stops its server must not leave one behind.
  const killWithParent = (): void => killGroup(child);
  process.once("exit", killWithParent);
  void exited.then(() => process.off("exit", killWithParent));
  const origin = `http://localhost:${port}`;
  await waitUntilReady(`http://127.0.0.1:${port}/health`, `localhost:${port}`, exited, () => output);
  return {
    origin,
    port,
    dataDir,
    pid: child.pid ?? 0,
    output: () => output,
    async stop() {
      child.kill("SIGTERM");
      const code = await exited;
      if (!options.dataDir) rmSync(dataDir, { recursive: true, force: true });
      return code;
    },
    async kill9() {
      killGroup(child);
      await exited;
    },
  };
}

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(address && typeof address === "object" ? address.port : 0));
    });
  });
}

async function waitUntilReady(
  url: string,
  host: string,
  exited: Promise<number | null>,
  output: () => string,
): Promise<void> {
  let gone = false;
  void exited.then(() => {
    gone = true;
  });
  for (const deadline = Date.now() + readyTimeoutMs; Date.now() < deadline; ) {
    if (gone) throw new Error(`the server ended before it listened:\n${output()}`);
    const ready = await fetch(url, { headers: { Host: host } }).then(
      (response) => response.status < 500,
      () => false,
    );
    if (ready) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the server did not listen within ${readyTimeoutMs} ms:\n${output()}`);
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch (error) {
    // It may have ended between the check and the signal.
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}
