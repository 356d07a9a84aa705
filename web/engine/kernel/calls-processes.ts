import { concat } from "./byte-queue.ts";
import type { Call, Handler } from "./calls-files.ts";
import { CollectedOutput } from "./collected-output.ts";
import { Both, Later } from "./mailbox.ts";
import type { Process } from "./process.ts";
import { childStdio, type ProcessTable } from "./process-table.ts";
import type { SystemCalls } from "./protocol.ts";
import { isSignalName } from "./signals.ts";
import { SystemError } from "./system-error.ts";
import type { Writes } from "./writes.ts";

export interface ProcessParts {
  processes: ProcessTable;
  writes: Writes;
  later(ms: number, action: () => void): () => void;
}
type SpawnSyncRequest = Parameters<SystemCalls["spawnSync"]>[0];
type ProcessCalls = {
  spawn: Handler<SystemCalls["spawn"]>;
  kill: Handler<SystemCalls["kill"]>;
  priority: Handler<SystemCalls["priority"]>;
  execve: Handler<SystemCalls["execve"]>;
  spawnSync: Handler<SystemCalls["spawnSync"], Later<Both>>;
  sleep: Handler<SystemCalls["sleep"], Later<null>>;
};

/** System calls about other processes and time. */
export function processCalls(parts: ProcessParts): ProcessCalls {
  return {
    spawn: ({ process, thread }, request) => {
      const { descriptions, ends } = childStdio(request, process);
      const child = parts.processes.start({
        request,
        descriptions,
        parent: thread,
        terminal: process.terminal,
      });
      return { pid: child.pid, fds: ends.map((end) => (end ? process.install(end) : null)) };
    },
    kill: ({ process }, pid, signal) => {
      parts.processes.kill(pid, signal, process);
      return null;
    },
    priority: ({ process }, pid, next) => parts.processes.priority(pid, next, process),
    execve: ({ process }, path, args, env) => {
      parts.processes.replace(process, path, args, env);
      return null;
    },
    spawnSync: (call, request) => new Later((done) => runToEnd(parts, call, request, done)),
    sleep: (_call, ms) => new Later((done) => parts.later(ms, () => done(null))),
  };
}

/** Runs a child, feeds its input, collects its output, and answers when it has ended and its output is read. */
function runToEnd(
  parts: ProcessParts,
  { process, thread, data }: Call,
  request: SpawnSyncRequest,
  done: (answer: Both) => void,
): () => void {
  const { descriptions, ends } = childStdio(request, process);
  let error: string | null = null;
  let child: Process;
  try {
    child = parts.processes.start({
      request,
      descriptions,
      parent: thread,
      terminal: process.terminal,
    });
  } catch (cause) {
    if (!(cause instanceof SystemError)) throw cause;
    done(
      new Both(
        { pid: 0, code: null, signal: null, outputLengths: ends.map(() => null), error: cause.code },
        new Uint8Array(0),
      ),
    );
    return () => {};
  }
  const killSignal = isSignalName(request.killSignal) ? request.killSignal : "SIGTERM";
  const give = (reason: string): void => {
    error ??= reason;
    parts.processes.signal(child, killSignal);
    output.close();
  };
  const output = new CollectedOutput([null, ...ends.slice(1)], request.maxBuffer, () => give("ENOBUFS"));
  const stopTimer = request.timeoutMs > 0 ? parts.later(request.timeoutMs, () => give("ETIMEDOUT")) : () => {};
  const input = ends[0];
  output.start();
  if (input) parts.writes.write(input, data ?? new Uint8Array(0), () => input.outgoing.end());
  child.whenExited((exit) => {
    stopTimer();
    const outputs = output.finish();
    for (const end of ends) if (end) parts.processes.drop({ ...end, references: 1 });
    const parts_ = outputs.filter((one) => one !== null);
    const count = parts_.reduce((sum, one) => sum + one.length, 0);
    done(
      new Both(
        { pid: child.pid, ...exit, outputLengths: outputs.map((one) => one?.length ?? null), error },
        concat(parts_, count),
      ),
    );
  });
  return () => {
    stopTimer();
    parts.processes.end(child, { code: null, signal: "SIGKILL" });
  };
}
