import { createShell, runProgram } from "./run.ts";
import type { ShellState } from "./state.ts";
import type { ShellIo } from "./streams.ts";

/** This process's own descriptors. */
export const processStreams: ShellIo = {
  stdin: { type: "descriptor", fd: 0 },
  stdout: { type: "descriptor", fd: 1 },
  stderr: { type: "descriptor", fd: 2 },
};

/** Passes the end of this process on to what it runs; Ctrl-C reaches the children by themselves. */
export function forwardSignals(state: ShellState): void {
  for (const [signal, status] of [
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const)
    process.on(signal, () => {
      if (state.shared.signalTraps.has(signal)) return;
      for (const child of state.shared.children) child.kill(signal);
      process.exit(status);
    });
  process.on("SIGINT", () => {
    if (state.shared.signalTraps.has("SIGINT")) return;
    state.shared.interrupt.abort();
    if (state.shared.children.size === 0) process.exit(130);
  });
}

/** Runs a script text within this process, as `sh -c` would; returns its exit status. */
export function runScriptText(
  text: string,
  options: { cwd: string; env: Readonly<Record<string, string | undefined>>; positional?: string[] },
): Promise<number> {
  const state = createShell({
    cwd: options.cwd,
    env: options.env,
    interactive: false,
    scriptName: "sh",
    positional: options.positional ?? [],
  });
  forwardSignals(state);
  return runProgram(text, processStreams, state);
}
