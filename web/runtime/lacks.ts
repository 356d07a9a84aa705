/** What the engine needs and this browser lacks, found by trying and not by the browser's name. */

/** `isolation`: no shared memory, so no program runs. `stack-frames`: errors are worded by the browser, not as in Node. */
export type Lack = "isolation" | "stack-frames";

/** The part of the page's globals that tells. */
export interface Platform {
  readonly crossOriginIsolated: boolean;
  readonly Error: ErrorConstructor;
}

/** The worst first; empty in a browser in which programs behave as in Node. */
export function engineLacks(platform: Platform): readonly Lack[] {
  const lacks: Lack[] = [];
  if (!platform.crossOriginIsolated) lacks.push("isolation");
  if (!handsOverFrames(platform.Error)) lacks.push("stack-frames");
  return lacks;
}

function handsOverFrames(errors: ErrorConstructor): boolean {
  const before = Object.getOwnPropertyDescriptor(errors, "prepareStackTrace");
  Reflect.set(errors, "prepareStackTrace", (_error: unknown, frames: unknown) => frames);
  try {
    return Array.isArray(new errors().stack);
  } finally {
    if (before) Object.defineProperty(errors, "prepareStackTrace", before);
    else Reflect.deleteProperty(errors, "prepareStackTrace");
  }
}
