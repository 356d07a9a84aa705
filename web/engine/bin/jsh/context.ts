import type { ExpansionContext } from "./expand.ts";
import { parse } from "./parser.ts";
import type { ShellState } from "./state.ts";
import { collected, type ShellIo, type Sink } from "./streams.ts";

/** What expansions in `state` use; `$(…)` runs in a copy of the shell. */
export function contextOf(state: ShellState, io: ShellIo): ExpansionContext {
  return {
    state,
    async capture(source) {
      const sink: Sink = { type: "collect", chunks: [], bytes: 0 };
      state.status = await state.shared.runner.subshell(parse(source), { ...io, stdout: sink }, state);
      return collected(sink).replace(/\n+$/, "");
    },
  };
}
