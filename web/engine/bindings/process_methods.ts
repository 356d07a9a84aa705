import type { EngineRuntime } from "../boot/bootstrap.ts";
import { lateChunkBinding } from "../boot/chunk.ts";
import { writeText } from "../boot/fatal.ts";
import type { Binding } from "../boot/runtime.ts";
import { CallFailure, codedError } from "../boot/uv-errors.ts";
import { activeResources } from "./active-resources.ts";

/** Figures a browser does not tell; plausible and steady, so that programs that log them work. */
const memory = {
  rss: 64e6,
  heapTotal: 24e6,
  heapUsed: 12e6,
  external: 2e6,
  arrayBuffers: 1e5,
  available: 1e9,
} as const;
const nanosecondsPerMs = 1e6;
const debugPort = 9229;
const noSuchProcess = -3;

export function createProcessMethodsBinding(runtime: EngineRuntime): Binding {
  return {
    ...runtime.data("process_methods"),
    ...clocks(runtime),
    ...usage(runtime),
    ...directory(runtime),
    _debugProcess() {},
    _debugEnd() {},
    ...lateChunkBinding("process_end", "createProcessEnd", ["abort", "causeSegfault", "execve"])(runtime),
    reallyExit: (code: number) => runtime.exit(code),
    ...activeResources(runtime),
    _kill(pid: number, signal: number) {
      try {
        runtime.system.call("kill", [pid, signal]);
        return 0;
      } catch (error) {
        return error instanceof CallFailure ? runtime.uv.numberOf(error.code) : noSuchProcess;
      }
    },
    _rawDebug: (text: string) => writeText(runtime, 2, `${text}\n`),
    dlopen(_module: object, file: string) {
      throw codedError(
        Error,
        "ERR_DLOPEN_FAILED",
        `${file} is a native addon. The Glasshouse engine runs in a browser and cannot load machine code; use the package's WebAssembly build.`,
      );
    },
    patchProcessObject: (process: Record<string, unknown>) => patchProcess(runtime, process),
    setEmitWarningSync() {},
    loadEnvFile(path: string) {
      const { parseEnv } = runtime.internalBinding("util") as { parseEnv(text: string): Record<string, string> };
      const text = new runtime.host.TextDecoder().decode(runtime.system.call("readFile", [path]));
      for (const [key, value] of Object.entries(parseEnv(text))) runtime.process.env[key] ??= value;
    },
    resetStdioForTesting() {},
  };
}

function clocks(runtime: EngineRuntime): Binding {
  const big = new BigUint64Array(3);
  const words = new Uint32Array(big.buffer);
  const { milestones } = runtime;
  return {
    hrtimeBuffer: words,
    /** Seconds as two words, then nanoseconds. */
    hrtime() {
      const ms = milestones.hrtime();
      const seconds = Math.floor(ms / 1000);
      words[0] = Math.floor(seconds / 0x1_0000_0000);
      words[1] = seconds >>> 0;
      words[2] = Math.floor((ms % 1000) * nanosecondsPerMs);
    },
    hrtimeBigInt() {
      big[0] = BigInt(Math.floor(milestones.hrtime() * nanosecondsPerMs));
    },
    uptime: () => milestones.now() / 1000,
  };
}

function usage(runtime: EngineRuntime): Binding {
  // A browser tells no more than how long the loop did not wait.
  const busyMicroseconds = () => Math.max(0, runtime.milestones.now() - runtime.loop.idleTime()) * 1000;
  const cpu = (slots: Float64Array) => {
    slots[0] = busyMicroseconds();
    slots[1] = 0;
  };
  return {
    memoryUsage(slots: Float64Array) {
      slots.set([memory.rss, memory.heapTotal, memory.heapUsed, memory.external, memory.arrayBuffers]);
    },
    constrainedMemory: () => 0,
    availableMemory: () => memory.available,
    rss: () => memory.rss,
    cpuUsage: cpu,
    threadCpuUsage: cpu,
    resourceUsage(slots: Float64Array) {
      cpu(slots);
      slots[2] = memory.rss / 1024;
    },
  };
}

function directory(runtime: EngineRuntime): Binding {
  const cwd = (): string => {
    try {
      return runtime.system.call("cwd", []);
    } catch (error) {
      if (!(error instanceof CallFailure)) throw error;
      const reason = `process.cwd failed with error ${runtime.uv.messageOf(runtime.uv.numberOf(error.code))}`;
      const hint = ", the current working directory was likely removed without changing the working directory";
      throw runtime.uv.exception(error.code, "uv_cwd", undefined, undefined, reason + hint);
    }
  };
  return {
    cwd,
    chdir(path: string) {
      try {
        runtime.system.call("chdir", [path]);
      } catch (error) {
        if (!(error instanceof CallFailure)) throw error;
        throw runtime.uv.exception(error.code, "chdir", cwd(), path);
      }
    },
    umask: (mask?: number) => runtime.system.call("umask", [mask ?? null]),
  };
}

function patchProcess(runtime: EngineRuntime, process: Record<string, unknown>): void {
  const start = runtime.start;
  Object.assign(process, {
    title: String(runtime.options["--title"] || "node"),
    argv: [start?.args[0] ?? "node", ...runtime.scriptArgs],
    execArgv: runtime.execArgv.slice(),
    pid: start?.pid ?? 1,
    ppid: start?.ppid ?? 0,
    execPath: start?.execPath ?? "/usr/bin/node",
    debugPort,
  });
}
