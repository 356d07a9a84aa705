/** Runs code so that V8 tells where an exception came from: it tells that of uncaught ones only, and of those that are no `Error` nothing else does. */

/** As V8 counts: lines and columns from 1. */
export interface Place {
  name: string;
  line: number;
  column: number;
}

export interface Thrown {
  error: unknown;
  place: Place | undefined;
}

export interface Attempts {
  /**
   * Runs it at once; what it threw, or undefined. Within another attempt the place is only known where the stack is shallow: its
   * `error` event runs on top of it.
   */
  run(action: () => void, isShallow?: () => boolean): Thrown | undefined;
  /** Throws it on: V8 takes this for the place of what it throws, `take` does not. */
  rethrow(thrown: Thrown): never;
  /** Takes every `error` event of the Worker; one that no attempt waits for is `otherwise`'s. */
  take(event: ErrorEvent, otherwise: () => void): void;
}

/** Call before Node's library puts its own `EventTarget` over the platform's. */
export function createAttempts(): Attempts {
  const target = new EventTarget();
  // Taken now: globals.ts removes the browser's names from the prototypes too.
  const dispatch = target.dispatchEvent.bind(target);
  const PlatformEvent = Event;
  const ownOrigin = globalThis.location.origin;
  const running: { thrown: Thrown | undefined }[] = [];
  let passed: Thrown | undefined;
  let next = () => {};
  /** The platform tells of nothing that is thrown while it tells of something. */
  let telling = false;
  target.addEventListener("run", () => next());
  return {
    run(action, isShallow) {
      if (telling || (running.length > 0 && !isShallow?.())) {
        try {
          action();
          return undefined;
        } catch (error) {
          return { error, place: undefined };
        }
      }
      const attempt: (typeof running)[number] = { thrown: undefined };
      running.push(attempt);
      next = action;
      dispatch(new PlatformEvent("run"));
      running.pop();
      return attempt.thrown;
    },
    rethrow(thrown) {
      passed = thrown;
      throw thrown.error;
    },
    take(event, otherwise) {
      event.preventDefault();
      const { error, filename, lineno, colno } = event;
      const attempt = running.at(-1);
      if (attempt) {
        const isPassed = passed?.error === error && filename.startsWith(ownOrigin);
        attempt.thrown = { error, place: isPassed ? passed?.place : { name: filename, line: lineno, column: colno } };
        passed = undefined;
        return;
      }
      telling = true;
      try {
        otherwise();
      } finally {
        telling = false;
      }
    },
  };
}
