/** What happens to an error that nothing caught: Node's handlers first, then the report on stderr and the exit code. */

import { exitSignal } from "../loop/loop.ts";
import type { Place } from "./attempt.ts";
import type { EngineRuntime } from "./bootstrap.ts";
import type { Runtime } from "./runtime.ts";
import { syntaxErrorArrow } from "./syntax-errors.ts";

const exitFields = { code: 1, hasCode: 2 } as const;
const exitCodes = { generic: 1, handlerReplaced: 6, handlerFailed: 7 } as const;

export function writeText(runtime: Runtime, fd: number, text: string): void {
  const bytes = new runtime.host.TextEncoder().encode(text);
  for (let offset = 0; offset < bytes.length; ) {
    offset += runtime.system.call("write", [fd, -1], bytes.slice(offset));
  }
}

/** The process's `exit` code as Node keeps it, or 0. */
export function exitCodeOf(runtime: Runtime): number | undefined {
  const info = runtime.process[runtime.privateSymbols["exit_info_private_symbol"] ?? ""] as Int32Array;
  return info[exitFields.hasCode] ? info[exitFields.code] : undefined;
}

/** `thrownAt`: where the exception was thrown, as V8 says of one that nothing caught. */
export function handleFatal(runtime: EngineRuntime, error: unknown, fromPromise: boolean, thrownAt?: Place): void {
  const end = (text: string, code: number): never => {
    writeText(runtime, 2, `${text}\n\nNode.js ${runtime.process.version}\n`);
    return runtime.exit(code);
  };
  const handle: unknown = runtime.process._fatalException;
  if (typeof handle !== "function")
    return end(describe(runtime, error, fromPromise, thrownAt), exitCodes.handlerReplaced);
  let handled = false;
  const second = runtime.host.attempts.run(() => {
    handled = Reflect.apply(handle, runtime.process, [error, fromPromise]) === true;
  });
  if (second?.error === exitSignal) throw exitSignal;
  if (second) {
    const place = second.place && runtime.stacks.locate(second.place);
    end(describe(runtime, second.error, false, place), exitCodes.handlerFailed);
  }
  if (!handled) end(describe(runtime, error, fromPromise, thrownAt), exitCodeOf(runtime) ?? exitCodes.generic);
}

function describe(runtime: EngineRuntime, error: unknown, fromPromise: boolean, thrownAt?: Place): string {
  try {
    const { inspect } = runtime.requireBuiltin("internal/util/inspect") as { inspect(value: unknown): string };
    if (!(error instanceof Error)) {
      const arrow = arrowAt(runtime, thrownAt);
      return `${arrow === "" ? "" : `\n${arrow}`}${describeValue(error, inspect)}`;
    }
    const arrowKey = runtime.privateSymbols["arrow_message_private_symbol"] ?? "";
    const decorated = Reflect.get(error, runtime.privateSymbols["decorated_private_symbol"] ?? "") === true;
    const known: unknown = Reflect.get(error, arrowKey);
    if (decorated) return inspect(error);
    const arrow = typeof known === "string" ? known : sourceArrow(runtime, error, fromPromise, thrownAt);
    return arrow === shownAlready ? inspect(error) : `${arrow}\n${inspect(error)}`;
  } catch {
    return String((error as { stack?: unknown } | null)?.stack ?? error);
  }
}

function describeValue(value: unknown, inspect: (value: unknown) => string): string {
  if ((typeof value === "object" && value !== null) || typeof value === "function") return inspect(value);
  const text = typeof value === "symbol" ? "" : String(value);
  return `${text}\n(Use \`node --trace-uncaught ...\` to show where the exception was thrown)`;
}

/** `file:line`, the source line and a caret, from the first frame that lies in a script: V8 tells a page no other place of an `Error`. */
export function sourceArrow(runtime: EngineRuntime, error: Error, fromPromise: boolean, thrownAt?: Place): string {
  if (error instanceof SyntaxError) {
    const arrow = syntaxErrorArrow(error);
    if (arrow) return arrow;
  }
  const shown = mappedPlace(runtime, error) ?? plainPlace(runtime, error, thrownAt);
  if (shown === shownAlready) return shownAlready;
  if (!shown) return "";
  // V8 points at the `throw`; a rejection has only the place where its error was made.
  const thrown = fromPromise ? -1 : shown.source.slice(0, shown.column - 1).search(/\bthrow\s+$/);
  return arrowOf(shown.where, shown.source, thrown >= 0 ? thrown : Math.max(0, shown.column - 1));
}

interface ShownPlace {
  /** `file:line` */
  where: string;
  source: string;
  column: number;
}

/** Node's mark beside the `throw` of errors that carry their source line already; they are made a line or two before. */
const shownAlready = "node-do-not-add-exception-line";
const linesToThrow = 3;

function plainPlace(
  runtime: EngineRuntime,
  error: Error,
  thrownAt: Place | undefined,
): ShownPlace | typeof shownAlready | undefined {
  const place = firstPlace(error) ?? thrownAt;
  if (!place) return undefined;
  if (place.name.startsWith("node:")) {
    const lines = Array.from({ length: linesToThrow }, (_, ahead) =>
      sourceLine(runtime, { ...place, line: place.line + ahead }),
    );
    if (lines.some((line) => line?.text.includes(shownAlready))) return shownAlready;
  }
  const source = sourceLine(runtime, place);
  if (!source) return undefined;
  const column = Math.max(1, place.column - source.columnOffset);
  return { where: `${place.name}:${place.line}`, source: source.text, column };
}

/** The place in the source behind a source map; only while source maps are enabled. */
function mappedPlace(runtime: EngineRuntime, error: Error): ShownPlace | undefined {
  // The stack is made when it is first read.
  void error.stack;
  const ran = runtime.stacks.placeOf(error);
  const text = ran && runtime.mappedErrorSource?.(ran.name, ran.line, ran.column - 1);
  const [where = "", source, caret] = text?.split("\n") ?? [];
  return source === undefined || caret === undefined ? undefined : { where, source, column: caret.length };
}

function arrowAt(runtime: EngineRuntime, place: Place | undefined): string {
  const source = place && sourceLine(runtime, place);
  return place && source
    ? arrowOf(`${place.name}:${place.line}`, source.text, Math.max(0, place.column - source.columnOffset - 1))
    : "";
}

function arrowOf(where: string, source: string, column: number): string {
  return `${where}\n${source}\n${" ".repeat(column)}^\n`;
}

export function firstPlace(error: Error): Place | undefined {
  for (const frame of String(error.stack ?? "").split("\n")) {
    const [, inCall, bare, line, column] = /^\s+at (?:.*\((.+?)|(?:async )?(.+?)):(\d+):(\d+)\)?$/.exec(frame) ?? [];
    const name = inCall ?? bare;
    if (name) return { name, line: Number(line), column: Number(column) };
  }
  return undefined;
}

/** One line of a script of the user's or of a module of Node's library. */
export function sourceLine(runtime: EngineRuntime, place: Place): ReturnType<EngineRuntime["stacks"]["sourceLine"]> {
  const noted = runtime.stacks.sourceLine(place);
  if (noted) return noted;
  const { name, line } = place;
  try {
    const text = name.startsWith("node:") ? runtime.builtinText(name.slice(5)) : fileText(runtime, name);
    const found = text.split("\n")[line - 1];
    return found === undefined ? undefined : { text: found, columnOffset: 0 };
  } catch {
    return undefined; // the file is gone: the stack alone has to do
  }
}

function fileText(runtime: EngineRuntime, name: string): string {
  const path = name.startsWith("file://") ? decodeURIComponent(new runtime.host.URL(name).pathname) : name;
  return new runtime.host.TextDecoder().decode(runtime.system.call("readFile", [path]));
}

/** Puts the arrow into the error's own stack, as Node does for what leaves a vm script. */
export function decorateError(runtime: EngineRuntime, error: unknown, thrownAt?: Place): void {
  const { decorated_private_symbol: decorated = "" } = runtime.privateSymbols;
  if (!(error instanceof Error) || Reflect.get(error, decorated) === true) return;
  const arrow = sourceArrow(runtime, error, false, thrownAt);
  const { stack } = error;
  if (arrow === "" || typeof stack !== "string") return;
  Reflect.set(error, "stack", `${arrow}\n${stack}`);
  Reflect.set(error, decorated, true);
}
