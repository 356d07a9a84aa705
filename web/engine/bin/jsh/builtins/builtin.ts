import type { Tool } from "../../lib/tool.ts";
import { exportedEnvironment, type ShellState } from "../state.ts";
import { type ShellIo, writeTo } from "../streams.ts";

export interface BuiltinCall {
  name: string;
  args: string[];
  io: ShellIo;
  state: ShellState;
}

/** A command that runs inside the shell. A ToolFailure it throws becomes a line on stderr. */
export type Builtin = (call: BuiltinCall) => Promise<number>;

/** A tool of /usr/bin that takes no input, run without a process. */
export function insideTool(tool: Tool): Builtin {
  return async ({ args, io, state }) => {
    const output: (string | Uint8Array)[] = [];
    const errors: string[] = [];
    try {
      return await tool(args, {
        cwd: state.cwd,
        env: exportedEnvironment(state, new Map()),
        read: () => null,
        write: (data) => void output.push(data),
        flush: () => undefined,
        error: (text) => void errors.push(text),
      });
    } finally {
      const parts = output.map((part) => (typeof part === "string" ? Buffer.from(part) : part));
      await writeTo(io.stdout, Buffer.concat(parts));
      if (errors.length > 0) await writeTo(io.stderr, errors.join(""));
    }
  };
}
