/** The running side of a workspace: an engine booted through `@webcontainer/api`, its processes and its ports. */
import type { ReadonlyStore, WorkspaceSession } from "../sync/session.ts";

/** Which engine runs: ours on the sandbox origin, or StackBlitz's hosted one. */
export type Runtime = "embedded" | "webcontainer";
export type RuntimeChoice = Runtime | "auto";

export interface EngineStatus {
  /** `lost`: the browser ended the engine while it ran; only a new page can start it again. */
  state: "booting" | "mounting" | "ready" | "failed" | "lost" | "stopped";
  runtime: Runtime;
  /** What went wrong and what to do, when failed or lost; "" otherwise. */
  message: string;
  /** Why a program's file stays in the engine and is not part of the workspace; "" when all are. */
  notice: string;
}

export interface EngineProcess {
  id: number;
  command: string;
  /** Output of the process and its children as a terminal gets it. */
  output: ReadableStream<string>;
  /** Types into the terminal. */
  write(text: string): void;
  resize(size: TerminalSize): void;
  kill(): void;
  exit: Promise<number>;
}

export interface TerminalSize {
  cols: number;
  rows: number;
}

export interface RunOptions {
  terminal?: TerminalSize;
  cwd?: string;
  env?: Record<string, string>;
}

export interface PreviewPort {
  port: number;
  url: string;
}

export interface EngineSession {
  status: ReadonlyStore<EngineStatus>;
  /** Ports that programs listen on, lowest first; the address is good for an iframe's `src`. */
  ports: ReadonlyStore<readonly PreviewPort[]>;
  /** Processes started here that still run. */
  processes: ReadonlyStore<readonly EngineProcess[]>;
  /** Resolves when files are mounted; rejects with the status's message when the engine failed. */
  ready: Promise<void>;
  /** An interactive shell in the workspace's top folder. */
  spawnShell(size: TerminalSize): Promise<EngineProcess>;
  run(command: string, args: readonly string[], options?: RunOptions): Promise<EngineProcess>;
  /** Bytes of a file of the engine, installed packages too; undefined when there is none to be read now. */
  readFile(path: string): Promise<Uint8Array | undefined>;
  /** What is in a folder of the engine; nothing when there is no such folder. */
  listFolder(path: string): Promise<{ name: string; isFolder: boolean }[]>;
  /** Resolves when every edit made so far is in the engine's files. */
  flush(): Promise<void>;
  /** Ends every process started here. */
  killAll(): void;
  /** Stops mirror and engine; another may be started afterwards. */
  teardown(): Promise<void>;
}

export interface EngineOptions {
  session: WorkspaceSession;
  runtime?: RuntimeChoice;
  /** Origin of the sandbox page for this workspace; see `sandboxOrigin`. */
  sandboxOrigin: string;
  /** Of StackBlitz's engine, or of another that speaks its protocol. */
  hostedOrigin?: string;
}

/** The engine that the server wrote into the page: "auto https://stackblitz.com"; ours where it wrote none. */
export function engineChoice(written: string | null | undefined): { runtime: RuntimeChoice; hostedOrigin?: string } {
  const [runtime, hostedOrigin = ""] = (written ?? "").split(" ");
  if ((runtime !== "auto" && runtime !== "webcontainer") || !URL.canParse(hostedOrigin)) return { runtime: "embedded" };
  return { runtime, hostedOrigin: new URL(hostedOrigin).origin };
}

/** The engine's own origin of a workspace below the sandbox site: `http://<workspace>.sandbox.localhost:8787`. */
export function sandboxOrigin(workspaceId: string, sandboxSite: string): string {
  const { protocol, host } = new URL(sandboxSite);
  return `${protocol}//${workspaceId}.${host}`;
}

/** The sandbox site as the server wrote it into the page; a page that no server filled in (`npm run dev`) has it beside its own host. */
export function sandboxSite(written: string | null | undefined, ideOrigin: string): string {
  if (written && URL.canParse(written)) return written;
  const { protocol, host } = new URL(ideOrigin);
  return `${protocol}//sandbox.${host}`;
}
