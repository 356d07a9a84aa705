/** What happens to an error that nothing caught: Node's handlers first, then the report on stderr and the exit code. */
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

export function handleFatal(runtime: EngineRuntime, error: unknown, fromPromise: boolean): void {
  let handled = false;
  const handle: unknown = runtime.process._fatalException;
  if (typeof handle !== "function") {
    writeText(runtime, 2, `${describe(runtime, error, fromPromise)}\n\nNode.js ${runtime.process.version}\n`);
    runtime.exit(exitCodes.handlerReplaced);
  }
  try {
    handled = Reflect.apply(handle, runtime.process, [error, fromPromise]) === true;
  } catch (second) {
    writeText(runtime, 2, `${describe(runtime, second, false)}\n`);
    runtime.exit(exitCodes.handlerFailed);
  }
  if (handled) return;
  writeText(runtime, 2, `${describe(runtime, error, fromPromise)}\n\nNode.js ${runtime.process.version}\n`);
  runtime.exit(exitCodeOf(runtime) ?? exitCodes.generic);
}

function describe(runtime: EngineRuntime, error: unknown, fromPromise: boolean): string {
  try {
    if (!(error instanceof Error)) {
      const { inspect } = runtime.requireBuiltin("internal/util/inspect") as { inspect(value: unknown): string };
      return `Uncaught:\n${typeof error === "string" ? `'${error}'` : inspect(error)}\n(Use \`node --trace-uncaught ...\` to show where the exception was thrown)`;
    }
    const arrowKey = runtime.privateSymbols["arrow_message_private_symbol"] ?? "";
    const decorated = Reflect.get(error, runtime.privateSymbols["decorated_private_symbol"] ?? "") === true;
    const known: unknown = Reflect.get(error, arrowKey);
    const { inspect } = runtime.requireBuiltin("internal/util/inspect") as { inspect(value: unknown): string };
    if (decorated) return inspect(error);
    const arrow = typeof known === "string" ? known : sourceArrow(runtime, error, fromPromise);
    return arrow === shownAlready ? inspect(error) : `${arrow}\n${inspect(error)}`;
  } catch {
    return String((error as { stack?: unknown } | null)?.stack ?? error);
  }
}

/** `file:line`, the source line and a caret, from the first frame that lies in the user's files. */
function sourceArrow(runtime: EngineRuntime, error: Error, fromPromise: boolean): string {
  if (error instanceof SyntaxError) {
    const arrow = syntaxErrorArrow(error);
    if (arrow) return arrow;
  }
  const shown = mappedPlace(runtime, error) ?? plainPlace(runtime, error);
  if (shown === shownAlready) return shownAlready;
  if (!shown) return "";
  // V8 points at the `throw`; a rejection has only the place where its error was made.
  const thrown = fromPromise ? -1 : shown.source.slice(0, shown.column - 1).search(/\bthrow\s+$/);
  const column = thrown >= 0 ? thrown : Math.max(0, shown.column - 1);
  return `${shown.where}\n${shown.source}\n${" ".repeat(column)}^\n`;
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

function plainPlace(runtime: Runtime, error: Error): ShownPlace | typeof shownAlready | undefined {
  const place = firstPlace(error);
  if (place?.name.startsWith("node:")) {
    const lines = Array.from({ length: linesToThrow }, (_, ahead) =>
      sourceLine(runtime, place.name, place.line + ahead),
    );
    if (lines.some((line) => line?.includes(shownAlready))) return shownAlready;
  }
  const source = place && sourceLine(runtime, place.name, place.line);
  return source === undefined
    ? undefined
    : { where: `${place?.name}:${place?.line}`, source, column: place?.column ?? 1 };
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

export function firstPlace(error: Error): { name: string; line: number; column: number } | undefined {
  for (const frame of String(error.stack ?? "").split("\n")) {
    const match = /^\s+at (?:.*\()?((?:file:\/\/|node:|\/|\[).*?):(\d+):(\d+)\)?$/.exec(frame);
    if (match) return { name: match[1] ?? "", line: Number(match[2]), column: Number(match[3]) };
  }
  return undefined;
}

/** One line of a user's file or of a module of Node's library. */
export function sourceLine(runtime: Runtime, name: string, line: number): string | undefined {
  try {
    if (name.startsWith("node:")) return runtime.builtinText(name.slice(5)).split("\n")[line - 1];
    const path = name.startsWith("file://") ? decodeURIComponent(new runtime.host.URL(name).pathname) : name;
    const text = new runtime.host.TextDecoder().decode(runtime.system.call("readFile", [path]));
    return text.split("\n")[line - 1];
  } catch {
    return undefined; // the file is gone or is `[eval]`: the stack alone has to do
  }
}
