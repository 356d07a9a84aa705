import type { Place } from "../boot/attempt.ts";
import type { EngineRuntime } from "../boot/bootstrap.ts";
import { firstPlace, handleFatal, sourceLine } from "../boot/fatal.ts";
import type { Binding } from "../boot/runtime.ts";
import type { CallSite } from "../boot/stack-traces.ts";

export function createErrorsBinding(runtime: EngineRuntime): Binding {
  return {
    ...runtime.data("errors"),
    setPrepareStackTraceCallback: (callback: (global: object, error: unknown, trace: unknown[]) => unknown) =>
      runtime.stacks.setCallback(callback),
    setGetSourceMapErrorSource(mapped: EngineRuntime["mappedErrorSource"]) {
      runtime.mappedErrorSource = mapped;
    },
    setSourceMapsEnabled: (enabled: boolean) => runtime.stacks.keepPlaces(enabled),
    setMaybeCacheGeneratedSourceMap() {},
    setEnhanceStackForFatalException() {},
    noSideEffectsToString,
    triggerUncaughtException: (error: unknown, fromPromise: boolean) => {
      // What is no error was "thrown" by the library's own call.
      const [caller] = error instanceof Error ? [] : runtime.stacks.capture(1);
      handleFatal(runtime, error, fromPromise, caller && placeOf(caller));
    },
    getErrorSourcePositions(error: Error) {
      const place = firstPlace(error);
      return {
        sourceLine: (place && sourceLine(runtime, place)?.text) ?? "",
        scriptResourceName: place?.name ?? "",
        lineNumber: place?.line ?? 0,
        startColumn: (place?.column ?? 1) - 1,
      };
    },
  };
}

function placeOf(site: CallSite): Place {
  const name = site.getScriptNameOrSourceURL() ?? "";
  return { name, line: site.getLineNumber() ?? 1, column: site.getColumnNumber() ?? 1 };
}

function noSideEffectsToString(value: unknown): string {
  try {
    if (typeof value === "string") return value;
    if (value instanceof Error) return Error.prototype.toString.call(value);
    if (typeof value === "function") return Function.prototype.toString.call(value);
    if (typeof value === "object" && value !== null) return `#<${value.constructor?.name ?? "Object"}>`;
    return String(value);
  } catch {
    return "Object"; // a hostile object: its text may not run code
  }
}
