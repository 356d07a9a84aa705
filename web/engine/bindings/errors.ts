import type { EngineRuntime } from "../boot/bootstrap.ts";
import { firstPlace, handleFatal, sourceLine } from "../boot/fatal.ts";
import type { Binding } from "../boot/runtime.ts";

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
    triggerUncaughtException: (error: unknown, fromPromise: boolean) => handleFatal(runtime, error, fromPromise),
    getErrorSourcePositions(error: Error) {
      const place = firstPlace(error);
      return {
        sourceLine: place ? (sourceLine(runtime, place.name, place.line) ?? "") : "",
        scriptResourceName: place?.name ?? "",
        lineNumber: place?.line ?? 0,
        startColumn: (place?.column ?? 1) - 1,
      };
    },
  };
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
