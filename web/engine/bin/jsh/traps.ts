import type { ShellState } from "./state.ts";
import type { ShellIo } from "./streams.ts";

const listening = new Map<string, () => void>();

/** Sets (a command, or "" to ignore) or takes back (null) what a signal does to the shell. */
export function setSignalTrap(signal: NodeJS.Signals, command: string | null, state: ShellState): void {
  const { signalTraps } = state.shared;
  const known = listening.get(signal);
  if (known !== undefined) process.off(signal, known);
  listening.delete(signal);
  if (command === null) {
    signalTraps.delete(signal);
    return;
  }
  signalTraps.set(signal, command);
  const listener = () => void takeSignal(signal, state);
  listening.set(signal, listener);
  process.on(signal, listener);
}

/** Lets a trap have a signal; false when there is none for it. */
export function takeSignal(signal: string, state: ShellState): boolean {
  const command = state.shared.signalTraps.get(signal);
  if (command === undefined) return false;
  if (command !== "") state.shared.pendingTraps.push(command);
  return true;
}

/** Runs the traps of signals that have arrived; the status stays what it was. */
export async function runPendingTraps(io: ShellIo, state: ShellState): Promise<void> {
  for (const command of state.shared.pendingTraps.splice(0)) {
    const { status } = state;
    await state.shared.runner.text(command, io, state);
    state.status = status;
  }
}

/** Runs `trap … ERR` after a command that failed. */
export async function runErrorTrap(status: number, io: ShellIo, state: ShellState): Promise<void> {
  const command = state.traps.get("ERR");
  if (command === undefined || command === "") return;
  state.traps.delete("ERR");
  state.status = status;
  await state.shared.runner.text(command, io, state);
  state.status = status;
  if (!state.traps.has("ERR")) state.traps.set("ERR", command);
}
