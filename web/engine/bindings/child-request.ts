/** What `child_process` asks for, in the kernel's terms. */
import type { Runtime } from "../boot/runtime.ts";
import { CallFailure } from "../boot/uv-errors.ts";
import type { ChildStdio, SpawnRequest } from "../kernel/protocol.ts";
import { userId } from "./credentials.ts";

/** One entry of Node's normalised `stdio`. */
export interface StdioOption {
  type: string;
  fd?: number;
  handle?: { fd: number; open(fd: number): number; openEnded?(): void };
  ipc?: boolean;
  input?: ArrayBufferView | null;
}

export interface ChildOptions {
  file: string;
  args?: string[] | null | undefined;
  cwd?: string | null | undefined;
  envPairs?: string[] | null | undefined;
  stdio?: StdioOption[] | null | undefined;
  detached?: boolean;
  uid?: number | null | undefined;
  gid?: number | null | undefined;
}

function childStdio(option: StdioOption, index: number): ChildStdio {
  switch (option.type) {
    case "pipe":
    case "overlapped":
      return { type: "pipe" };
    case "inherit":
      return { type: "inherit", fd: option.fd ?? index };
    case "fd":
      return { type: "inherit", fd: option.fd ?? index };
    case "wrap":
      return { type: "inherit", fd: option.handle?.fd ?? index };
    default:
      return { type: "ignore" };
  }
}

/** `name=value` pairs as an object. */
export function environmentOf(pairs: readonly string[]): Record<string, string> {
  const env: Record<string, string> = {};
  for (const pair of pairs) {
    const equals = pair.indexOf("=", 1);
    if (equals > 0) env[pair.slice(0, equals)] = pair.slice(equals + 1);
  }
  return env;
}

/** EPERM when the child would be somebody else. */
export function spawnRequest(runtime: Runtime, options: ChildOptions): SpawnRequest {
  if ((options.uid ?? userId) !== userId || (options.gid ?? userId) !== userId) throw new CallFailure("EPERM");
  const stdio = options.stdio ?? [];
  const ipcFd = stdio.findIndex((option) => option.ipc === true);
  const request: SpawnRequest = {
    file: options.file,
    args: (options.args ?? [options.file]).map(String),
    cwd: options.cwd ? String(options.cwd) : ".",
    env: options.envPairs ? environmentOf(options.envPairs) : { ...runtime.process.env },
    stdio: stdio.map(childStdio),
    detached: options.detached === true,
  };
  if (ipcFd >= 0) request.ipcFd = ipcFd;
  return request;
}
