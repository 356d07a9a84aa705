/** A command run as a person runs it, in a process group of its own so that a test can kill all of it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { root } from "../../scripts/paths.ts";

export interface RunningCommand {
  child: ChildProcess;
  /** Everything printed so far, stdout and stderr as they came. */
  output(): string;
  /** Resolves with the first match in the output; rejects when the command ends before. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
  /** The exit code; null after a signal. */
  exit: Promise<number | null>;
  /** Signals every process of the command. */
  signal(name: NodeJS.Signals): void;
}

export function runCommand(command: string, args: string[], env: NodeJS.ProcessEnv = process.env): RunningCommand {
  const child = spawn(command, args, { cwd: root, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  const waiting = new Set<() => void>();
  const take = (bytes: Buffer): void => {
    text += bytes.toString();
    for (const check of waiting) check();
  };
  child.stdout?.on("data", take);
  child.stderr?.on("data", take);
  const exit = new Promise<number | null>((resolve) => child.on("close", resolve));
  const until = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const check = (): void => {
        const match = pattern.exec(text);
        if (!match) return;
        waiting.delete(check);
        resolve(match);
      };
      waiting.add(check);
      check();
      void exit.then(() => reject(new Error(`the command ended before ${pattern}:\n${text}`)));
    });
  const signal = (name: NodeJS.Signals): void => {
    try {
      process.kill(-(child.pid ?? 0), name);
    } catch {
      // The group is gone already.
    }
  };
  return { child, output: () => text, until, exit, signal };
}

/** A TCP port of this machine that nothing listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address ? address.port : 0;
}

export interface RunningServer {
  origin: string;
  port: number;
  command: RunningCommand;
}

/** `npm start` as the README says, ready when it prints its address. */
export async function npmStart(options: {
  port?: number;
  data: string;
  env?: Record<string, string>;
}): Promise<RunningServer> {
  const args = ["start", "--", "--port", String(options.port ?? (await freePort())), "--data", options.data];
  const command = runCommand("npm", args, { ...process.env, ...options.env });
  const match = await command.until(/http:\/\/localhost:(\d+)/);
  return { origin: match[0], port: Number(match[1]), command };
}
