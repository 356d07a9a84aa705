/** Bytes a tool gathers before it writes: one system call for many short lines. */
export const outputBufferBytes = 65_536;
/** Bytes asked for in one read of a file or of standard input. */
export const readChunkBytes = 65_536;
/** How often `tail -f` looks for new bytes. */
export const followIntervalMs = 200;
/** Commands kept in the shell's history. */
export const historyLength = 500;
/** Depth at which a function or `source` that calls itself is stopped. */
export const callDepth = 200;
/** Commands a loop may run before it lets signals and other jobs have a turn. */
export const loopTurnSteps = 64;
/** Bytes of output a `$(…)` may hold. */
export const captureBytes = 16_777_216;
/** Arguments `xargs` hands to one command. */
export const xargsArguments = 1_000;
/** Copies of one shell that may run at once (subshells, jobs, stages inside it): beyond, "fork: … unavailable". */
export const shellCopies = 128;
/** Times and pause with which a copy beyond the limit is tried again, as bash does. */
export const forkRetries = 4;
export const forkRetryMs = 100;
