/**
 * Stack traces as Node shows them. Frames of our own code are left out, frames of Node's library are named `node:…` with the line in
 * their own file, and frames in the first line of a wrapped user file lose the width of the wrapper.
 */
import type { Columns, Origin } from "../esm/columns.ts";
import type { Place } from "./attempt.ts";

export type CallSite = NodeCallSite;

/** V8's addition to Error. */
const v8Error: { stackTraceLimit?: number } = Error as ErrorConstructor & { stackTraceLimit?: number };

interface NodeCallSite {
  getFileName(): string | null | undefined;
  getScriptNameOrSourceURL(): string | null | undefined;
  getLineNumber(): number | null;
  getColumnNumber(): number | null;
  getEnclosingLineNumber?(): number | null;
  getEnclosingColumnNumber?(): number | null;
  getFunctionName(): string | null;
  getTypeName(): string | null;
  getMethodName(): string | null;
  isToplevel(): boolean;
  isConstructor(): boolean;
  isNative(): boolean;
  isEval(): boolean;
  getEvalOrigin(): string | undefined;
  isAsync(): boolean;
  toString(): string;
}

export interface StackTraces {
  /** Puts the hook where V8 looks for it; call after Node's own setup. */
  install(): void;
  setCallback(callback: (global: object, error: unknown, trace: unknown[]) => unknown): void;
  /** Remembers where the columns of a script that was changed before it ran are in its source. */
  noteColumns(scriptName: string, columns: Columns): void;
  /** Remembers that a script's source is itself made out of the file it is named after. */
  noteOrigin(scriptName: string, origin: Origin): void;
  /** From now on remembers where errors were made in the text that ran, whatever their stacks then say. */
  keepPlaces(keeps: boolean): void;
  placeOf(error: object): Place | undefined;
  /** The current frames of the caller's caller, cleaned. */
  capture(limit: number): CallSite[];
  clean(trace: CallSite[]): CallSite[];
  /** Where a place of a running script is in its source; undefined within the engine itself. */
  locate(place: Place): Place | undefined;
  /** The line of a script that was noted, and how many columns of its file stand before it. */
  sourceLine(place: Place): { text: string; columnOffset: number } | undefined;
}

/** What scripts of the engine's own making are called, so that their frames are left out. */
export const engineScript = "glasshouse:engine";

/** `linesOf` gives the module starts of one of our scripts, ascending; an empty id marks code of the engine itself. */
export function createStackTraces(linesOf: (script: string) => [number, string][] | undefined): StackTraces {
  const changed = new Map<string, Columns>();
  const origins = new Map<string, Origin>();
  let places: WeakMap<object, Place> | undefined;
  let callback: ((global: object, error: unknown, trace: unknown[]) => unknown) | null = null;
  let userHook: unknown;
  let inHook = false;
  let capturing = false;

  const moduleAt = (lines: [number, string][], line: number): [string, number] | undefined => {
    let low = 0;
    let high = lines.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((lines[middle]?.[0] ?? 0) <= line) low = middle;
      else high = middle - 1;
    }
    const found = lines[low];
    return found && found[0] <= line && found[1] !== "" ? [found[1], line - found[0] + 1] : undefined;
  };
  const locate = ({ name, line, column }: Place): Place | undefined => {
    const lines = linesOf(name);
    if (lines) {
      const found = moduleAt(lines, line);
      return found && { name: `node:${found[0]}`, line: found[1], column };
    }
    const columns = changed.get(name);
    if (!columns) return { name, line, column };
    const { lineOffset = 0, columnOffset = 0 } = columns.offsets ?? {};
    const original = Math.max(1, columns.original(line, column));
    const origin = origins.get(name);
    if (origin) return { name, ...origin.original(line, original) };
    return { name, line: line + lineOffset, column: line === 1 ? original + columnOffset : original };
  };
  const isOwn = (site: CallSite | undefined): boolean => {
    const name = site?.getScriptNameOrSourceURL() ?? "";
    return (
      name === engineScript ||
      (linesOf(name) !== undefined && !moduleAt(linesOf(name) ?? [], site?.getLineNumber() ?? 0))
    );
  };
  /** A frame without a script: of `eval` itself, or of code that `eval` made. */
  const cleanEval = (site: CallSite, caller: CallSite | undefined): CallSite | undefined => {
    // The engine's own call of eval() compiled the user's text: no such frame exists in Node.
    if (!site.isEval()) return isOwn(caller) ? undefined : site;
    const [, maker = ""] = /\((\S+?)(?::\d+:\d+)?\)$/.exec(site.getEvalOrigin() ?? "") ?? [];
    return linesOf(maker) ? undefined : site;
  };
  const cleanSite = (site: CallSite, caller: CallSite | undefined): CallSite | undefined => {
    const name = site.getScriptNameOrSourceURL() ?? "";
    const at = { name, line: site.getLineNumber() ?? 1, column: site.getColumnNumber() ?? 1 };
    if (linesOf(name)) {
      const place = locate(at);
      return place && relocate(site, place);
    }
    if (name === engineScript) return undefined;
    if (name === "" && site.getFunctionName() === "eval") return cleanEval(site, caller);
    const place = changed.has(name) ? locate(at) : undefined;
    if (place) return relocate(site, place, locate);
    // A generator runs the body of an ES module; Node shows no frame for its `next`.
    if (!name && site.getFunctionName() === "next" && site.getTypeName() === "Generator") return undefined;
    return site;
  };
  const clean = (trace: CallSite[]): CallSite[] =>
    trace.map((site, at) => cleanSite(site, trace[at + 1])).filter((site) => site !== undefined);

  const notePlace = (error: unknown, trace: CallSite[]): void => {
    if (!places || typeof error !== "object" || error === null) return;
    const site = trace.find((one) => one.getLineNumber() !== null);
    const name = site?.getScriptNameOrSourceURL();
    if (!site || !name) return;
    places.set(error, { name, line: site.getLineNumber() ?? 1, column: site.getColumnNumber() ?? 1 });
  };
  const hook = (error: unknown, trace: CallSite[]): unknown => {
    if (capturing) return trace;
    const cleaned = clean(trace);
    notePlace(error, cleaned);
    if (!callback || inHook) return `${String(error)}${cleaned.map((site) => `\n    at ${site}`).join("")}`;
    inHook = true;
    try {
      return callback(globalThis, error, cleaned);
    } finally {
      inHook = false;
    }
  };

  /** What V8 finds when the program has a hook of its own: the program's hook, given the frames that Node would give. */
  const wrapped = new WeakMap<object, unknown>();
  const unwrapped = new WeakMap<object, unknown>();
  const cleaning = (own: unknown): unknown => {
    if (typeof own !== "function") return own;
    const known = wrapped.get(own);
    if (known) return known;
    const made = function (this: unknown, error: unknown, trace: CallSite[]): unknown {
      return Reflect.apply(own, this, [error, clean(trace)]);
    };
    Object.defineProperties(made, { name: { value: own.name }, length: { value: own.length } });
    wrapped.set(own, made);
    unwrapped.set(made, own);
    return made;
  };

  return {
    clean,
    locate,
    sourceLine({ name, line }) {
      const columns = changed.get(name);
      // Made out of a file: the line is in the file.
      if (origins.has(name)) return undefined;
      const { lineOffset = 0, columnOffset = 0 } = columns?.offsets ?? {};
      const text = columns?.source.split("\n")[line - lineOffset - 1];
      return text === undefined ? undefined : { text, columnOffset: line === lineOffset + 1 ? columnOffset : 0 };
    },
    install() {
      const nodeDefault: unknown = Reflect.get(Error, "prepareStackTrace");
      Object.defineProperty(Error, "prepareStackTrace", {
        configurable: true,
        enumerable: false,
        // Node's callback has the frames cleaned already and asks for the program's own hook.
        get: () => (inHook ? (userHook ?? nodeDefault) : (cleaning(userHook) ?? hook)),
        set(value: unknown) {
          const own = typeof value === "function" ? (unwrapped.get(value) ?? value) : value;
          userHook = own === hook || own === nodeDefault ? undefined : own;
        },
      });
    },
    setCallback(next) {
      callback = next;
    },
    noteColumns(scriptName, columns) {
      changed.set(scriptName, columns);
    },
    noteOrigin(scriptName, origin) {
      origins.set(scriptName, origin);
    },
    keepPlaces(keeps) {
      places = keeps ? (places ?? new WeakMap()) : undefined;
    },
    placeOf: (error) => places?.get(error),
    capture(limit) {
      const outerLimit = v8Error.stackTraceLimit;
      const outerHook = userHook;
      try {
        capturing = true;
        userHook = undefined;
        v8Error.stackTraceLimit = limit + 10;
        const trace: unknown = new Error().stack;
        return Array.isArray(trace) ? clean(trace as CallSite[]).slice(0, limit) : [];
      } finally {
        capturing = false;
        userHook = outerHook;
        v8Error.stackTraceLimit = outerLimit ?? 10;
      }
    },
  };
}

/** A function that is the result of eval() is anonymous in Node. */
function describe(site: CallSite, place: string): string {
  const text = site.toString();
  const caller = /^(.*) \(.*\)$/s.exec(text)?.[1];
  // The engine runs scripts through eval(), whose receiver may be a vm context.
  const name = caller?.replace(/(?:\bProxy\.)?\beval\b/, "<anonymous>");
  if (name === undefined) return text.startsWith("async ") ? `async ${place}` : place;
  if (name === "<anonymous>") return place;
  return name === "async <anonymous>" ? `async ${place}` : `${name} (${place})`;
}

/** The same frame, said to be at another place. */
function relocate(
  site: CallSite,
  { name, line, column }: Place,
  /** The same for the place of the function around. */
  around?: (place: Place) => Place | undefined,
): CallSite {
  const shown = describe(site, `${name}:${line}:${column}`);
  const enclosing = () => {
    const [at, from] = [site.getEnclosingLineNumber?.(), site.getEnclosingColumnNumber?.()];
    const script = site.getScriptNameOrSourceURL() ?? "";
    const there = around && at && from ? around({ name: script, line: at, column: from }) : undefined;
    return there ?? { line: at, column: from };
  };
  return new Proxy(site, {
    get(target, key) {
      if (key === "getFileName" || key === "getScriptNameOrSourceURL") return () => name;
      // Code at the top of a script or module has no name in Node; here eval() ran it.
      if (key === "getFunctionName" && target.getFunctionName() === "eval") return () => null;
      if (key === "getLineNumber") return () => line;
      if (key === "getColumnNumber") return () => column;
      if (key === "getEnclosingLineNumber") return () => enclosing().line;
      if (key === "getEnclosingColumnNumber") return () => enclosing().column;
      if (key === "isEval") return () => false;
      if (key === "getEvalOrigin") return () => undefined;
      if (key === "toString") return () => shown;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
