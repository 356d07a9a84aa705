/** What a program hears that wants a socket to the outside: a browser gives none. */
import type { Runtime } from "../boot/runtime.ts";

const told = new WeakMap<Runtime, Set<string>>();

/** Warns once for each name or address, beside the error that Node has for it. */
export function explainOutside(runtime: Runtime, target: string): void {
  const names = told.get(runtime) ?? new Set();
  told.set(runtime, names);
  if (names.has(target)) return;
  names.add(target);
  const text =
    `${target} cannot be reached by a socket: a browser gives programs no sockets to the outside, and this engine's ` +
    "programs reach each other on localhost. Use fetch() for the outside, and DNS over HTTPS by fetch() for its names.";
  const { emitWarning } = runtime.process as { emitWarning?: (text: string, options: object) => void };
  if (typeof emitWarning === "function")
    Reflect.apply(emitWarning, runtime.process, [text, { code: "GLASSHOUSE_NETWORK" }]);
}
