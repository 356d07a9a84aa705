/** How a process ends or is replaced other than by `exit`. */
import type { EngineRuntime } from "../boot/bootstrap.ts";
import { writeText } from "../boot/fatal.ts";
import type { Binding } from "../boot/runtime.ts";
import { CallFailure } from "../boot/uv-errors.ts";
import { environmentOf } from "./child-request.ts";

const signals = { SIGABRT: 6, SIGSEGV: 11 } as const;
const killedBy = 128;

export function createProcessEnd(runtime: EngineRuntime): Binding {
  const { system } = runtime;
  /** Whatever handlers the program has. */
  const dieOf = (signal: number): void => {
    system.post({ type: "signal-watch", number: signal, on: false });
    system.call("kill", [runtime.start?.pid ?? 0, signal]);
    runtime.exit(killedBy + signal);
  };
  const abort = (): void => {
    const frames = (new Error().stack ?? "").split("\n").slice(1);
    const lines = frames.map((frame, index) => frame.replace(/^ *at /, `${index + 1}: `));
    writeText(runtime, 2, `----- JavaScript stack trace -----\n\n${lines.join("\n")}\n\n\n`);
    dieOf(signals.SIGABRT);
  };
  return {
    abort,
    causeSegfault: () => dieOf(signals.SIGSEGV),
    execve(file: string, args: string[], envPairs: string[]) {
      try {
        system.call("execve", [file, args, environmentOf(envPairs)]);
      } catch (error) {
        if (!(error instanceof CallFailure)) throw error;
        writeText(runtime, 2, `process.execve failed with error code ${error.code}\n\n`);
        abort();
      }
      // Another program is this process now; the kernel no longer hears this one and ends its Worker.
      runtime.exit(0);
    },
  };
}
