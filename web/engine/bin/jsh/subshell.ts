import { setTimeout as pause } from "node:timers/promises";
import { BrokenPipe } from "../lib/errors.ts";
import { forkRetries, forkRetryMs, shellCopies } from "../limits.ts";
import { ExitSignal, LoopSignal, ReturnSignal } from "./signals.ts";
import { forkState, type ShellState } from "./state.ts";
import { type ShellIo, writeTo } from "./streams.ts";
import type { Command } from "./syntax.ts";

/** Runs in a copy of the shell: `cd`, variables, redirects of `exec` and `exit` stay inside. */
export async function runSubshell(command: Command, io: ShellIo, state: ShellState): Promise<number> {
  await waitForRoom(io, state);
  const { copies, runner } = state.shared;
  copies.running++;
  const copy = forkState(state);
  const own = { ...io };
  try {
    return await withExitTrap(copy, own, () => runner.command(command, own, copy));
  } finally {
    copies.running--;
  }
}

/** A shell that runs too many copies of itself tries again for a while, then gives up as bash does. */
async function waitForRoom(io: ShellIo, { shared }: ShellState): Promise<void> {
  for (let tries = 0; shared.copies.running >= shellCopies; tries++) {
    const last = tries === forkRetries;
    await writeTo(io.stderr, `jsh: fork: ${last ? "" : "retry: "}Resource temporarily unavailable\n`);
    if (last) throw new ExitSignal(254);
    await pause(forkRetryMs);
  }
}

/** Runs a shell's commands to its end, whatever ends it, and `trap … EXIT` after them. */
export async function withExitTrap(state: ShellState, io: ShellIo, action: () => Promise<number>): Promise<number> {
  const status = await endOf(action);
  const trap = state.traps.get("EXIT");
  if (trap === undefined || trap === "") return status;
  state.traps.delete("EXIT");
  state.status = status;
  return endOf(async () => {
    await state.shared.runner.text(trap, io, state);
    return status;
  });
}

async function endOf(action: () => Promise<number>): Promise<number> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof ExitSignal || error instanceof ReturnSignal) return error.status;
    if (error instanceof BrokenPipe) return 141;
    if (error instanceof LoopSignal) return 0;
    throw error;
  }
}
