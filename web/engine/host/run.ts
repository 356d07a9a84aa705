import * as v from "valibot";
import type { ByteQueue } from "../kernel/byte-queue.ts";
import { type Description, streamPair } from "../kernel/descriptions.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { limits } from "../kernel/limits.ts";
import type { Exit, Process } from "../kernel/process.ts";
import { signalNumbers } from "../kernel/signals.ts";
import { SystemError } from "../kernel/system-error.ts";
import { Terminal } from "../kernel/terminal.ts";
import { Exposed, RemoteFunction } from "./comlink.ts";
import { editorSocketPath, editorVariable } from "./editor-socket.ts";
import { clientPath } from "./paths.ts";

const sizeSchema = v.object({
  cols: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000)),
  rows: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000)),
});
const requestSchema = v.object({
  command: v.string(),
  args: v.array(v.string()),
  cwd: v.nullish(v.string()),
  env: v.nullish(v.record(v.string(), v.union([v.string(), v.number(), v.boolean()]))),
  terminal: v.nullish(sizeSchema),
});
type RunRequest = v.InferOutput<typeof requestSchema>;

export interface RunParts {
  kernel: Kernel;
  workdir: string;
  path: string;
  /** Address of the registry proxy. */
  registry: string;
}

const commandNotFound = 127;
const notExecutable = 126;
const encoder = new TextEncoder();

/** Starts the client's process: with a terminal when it has a size, else with plain pipes, standard output and error on one. */
export function run(parts: RunParts, raw: unknown, output: unknown): Exposed {
  const request = v.parse(requestSchema, raw);
  const stdio = request.terminal ? terminalStdio(parts.kernel, request.terminal) : pipeStdio(parts.kernel);
  const listener = output instanceof RemoteFunction ? output : null;
  const drained = pump(stdio.output, listener);
  const process = start(parts, request, stdio);
  if (typeof process === "number") {
    stdio.end();
    return new Exposed({ onExit: drained.then(() => process), write: () => {}, kill: () => {}, resize: () => {} });
  }
  const exited = new Promise<Exit>((resolve) => process.whenExited(resolve));
  const onExit = exited.then(async (exit) => {
    stdio.end();
    await drained;
    return exitCode(exit);
  });
  return new Exposed({
    onExit,
    write: (data: unknown) => {
      if (typeof data === "string") stdio.type(encoder.encode(data));
      else if (data instanceof Uint8Array) stdio.type(data);
      else throw new Error("A process takes text or bytes.");
    },
    kill: () => parts.kernel.processes.killTree(process),
    resize: (size: unknown) => {
      const { cols, rows } = v.parse(sizeSchema, size);
      stdio.terminal?.resize({ columns: cols, rows });
    },
  });
}

interface Stdio {
  descriptions: [Description, Description, Description];
  output: ByteQueue;
  terminal: Terminal | null;
  type(data: Uint8Array): void;
  /** The leader is gone: what is left to read is the rest. */
  end(): void;
}

function terminalStdio(kernel: Kernel, { cols, rows }: { cols: number; rows: number }): Stdio {
  const terminal: Terminal = new Terminal({ columns: cols, rows }, (signal) =>
    kernel.processes.signalTerminal(terminal, signal),
  );
  const description: Description = { type: "terminal", references: 0, terminal };
  return {
    descriptions: [description, description, description],
    output: terminal.output,
    terminal,
    type: (data) => terminal.type(data),
    end: () => endBehindWrites(kernel, description, terminal.output),
  };
}

function pipeStdio(kernel: Kernel): Stdio {
  const [input, childInput] = streamPair("pipe");
  const [reader, childOutput] = streamPair("pipe");
  return {
    descriptions: [childInput, childOutput, childOutput],
    output: reader.incoming,
    terminal: null,
    // Waits outside of the pipe while it is full; the client's writes come in order.
    type: (data) => void kernel.writes.write(input, data, () => {}),
    end: () => endBehindWrites(kernel, childOutput, reader.incoming),
  };
}

/** The program's last bytes may still wait for the client: the end comes after them. */
function endBehindWrites(kernel: Kernel, description: Description, output: ByteQueue): void {
  kernel.writes.write(description, new Uint8Array(0), () => output.end());
}

function start({ kernel, workdir, path, registry }: RunParts, request: RunRequest, stdio: Stdio): Process | number {
  const cwd = request.cwd ? clientPath(request.cwd, workdir) : workdir;
  const env: Record<string, string> = {
    PATH: path,
    HOME: "/home",
    SHELL: "/bin/jsh",
    USER: "node",
    LANG: "C.UTF-8",
    PWD: cwd,
    npm_config_registry: registry,
    [editorVariable]: editorSocketPath,
  };
  if (stdio.terminal) Object.assign(env, { TERM: "xterm-256color", COLORTERM: "truecolor" });
  for (const [name, value] of Object.entries(request.env ?? {})) env[name] = String(value);
  try {
    return kernel.processes.start({
      request: { file: request.command, args: [request.command, ...request.args], cwd, env },
      descriptions: stdio.descriptions,
      parent: null,
      terminal: stdio.terminal,
    });
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    const [text, code] = explain(error, request, cwd, kernel);
    const bytes = encoder.encode(`jsh: ${text}\n`);
    const [, out] = stdio.descriptions;
    if (out.type === "stream") out.outgoing.push(bytes);
    else stdio.terminal?.write(bytes);
    return code;
  }
}

function explain(error: SystemError, { command }: RunRequest, cwd: string, kernel: Kernel): [string, number] {
  if (error.code === "ENOENT" && !kernel.tree.peek(cwd)) return [`cannot start in ${cwd}: no such directory`, 1];
  if (error.code === "ENOENT" && !command.includes("/")) return [`command not found: ${command}`, commandNotFound];
  if (error.code === "ENOENT") return [`no such file or directory: ${command}`, commandNotFound];
  if (error.code === "EAGAIN") return [`${command}: too many processes (${limits.processes})`, 1];
  return [`${error.message}: ${command}`, notExecutable];
}

/** Hands a queue to the client, a few chunks ahead of its answers; `null` is the end. */
async function pump(queue: ByteQueue, listener: RemoteFunction | null): Promise<void> {
  const inFlight = new Set<Promise<void>>();
  for (;;) {
    const data = queue.pull(limits.outputChunkBytes);
    if (!data) {
      await new Promise<void>((resolve) => queue.whenReadable(resolve));
      continue;
    }
    if (data.length === 0) break;
    if (!listener) continue;
    const call: Promise<void> = listener.call(data).then(() => void inFlight.delete(call));
    inFlight.add(call);
    if (inFlight.size >= limits.outputChunksInFlight) await Promise.race(inFlight);
  }
  if (!listener) return;
  await listener.call(null);
  listener.close();
}

/** A shell's number: the code, or 128 and the signal. */
function exitCode({ code, signal }: Exit): number {
  return signal ? 128 + signalNumbers[signal] : (code ?? 0);
}
