/** V8's way to an error's stack where the platform keeps a text: frames, handed to `Error.prepareStackTrace` at the first look. */
import { framesOf, type TextFrame, withoutConstructors } from "./stack-text.ts";

/** What V8 adds to Error, where the platform has it too. */
interface StackErrors extends ErrorConstructor {
  captureStackTrace(target: object, above?: unknown): void;
  stackTraceLimit: number;
}

/** Node's own. */
const stackTraceLimit = 10;

/** The realm whose errors change. */
interface ErrorScope {
  Error: ErrorConstructor;
  InternalError?: { prototype: unknown };
  addEventListener(type: "unhandledrejection", listener: (event: { reason: unknown }) => void): void;
}

/** Changes `Error` of the realm; a platform without a `stack` on Error's prototype keeps its text. */
export function installStackFrames(scope: ErrorScope = globalThis): void {
  const errors = scope.Error;
  const native = Object.getOwnPropertyDescriptor(errors.prototype, "stack");
  const textOf = native?.get;
  if (!native || !textOf || !capturesStacks(errors)) return;
  const prepare = (error: object, frames: TextFrame[]): unknown => {
    const hook: unknown = Reflect.get(errors, "prepareStackTrace");
    if (typeof hook === "function") return Reflect.apply(hook, errors, [error, frames]);
    return `${headOf(error)}${frames.map((frame) => `\n    at ${frame}`).join("")}`;
  };
  const prepared = new WeakMap<object, unknown>();
  const inherited = (error: object): unknown => {
    if (prepared.has(error)) return prepared.get(error);
    const text: unknown = Reflect.apply(textOf, error, []);
    if (typeof text !== "string") return text;
    const stack = prepare(error, withoutConstructors(framesOf(text), error));
    prepared.set(error, stack);
    return stack;
  };
  Object.defineProperty(errors.prototype, "stack", {
    ...native,
    get(this: object) {
      return inherited(this);
    },
  });
  // Node tells an error by a `stack` of its own when a rejection has no handler; V8 gives every error one.
  scope.addEventListener("unhandledrejection", ({ reason }) => {
    if (reason instanceof errors && !Object.hasOwn(reason, "stack")) defineStack(reason, () => inherited(reason));
  });
  const capture = errors.captureStackTrace;
  const members = {
    captureStackTrace(target: object, above?: unknown): void {
      Reflect.apply(capture, errors, [target, typeof above === "function" ? above : members.captureStackTrace]);
      const text: unknown = Reflect.getOwnPropertyDescriptor(target, "stack")?.value;
      if (typeof text === "string") defineStack(target, () => prepare(target, framesOf(text)));
    },
  };
  Object.defineProperty(errors, "captureStackTrace", {
    value: members.captureStackTrace,
    writable: true,
    configurable: true,
  });
  errors.stackTraceLimit = stackTraceLimit;
  overflowsAreRangeErrors(scope);
}

/** Firefox has a class of its own for an exhausted stack or a size that is too large; in V8 they are range errors. */
function overflowsAreRangeErrors(scope: ErrorScope): void {
  const prototype: unknown = scope.InternalError?.prototype;
  if (typeof prototype !== "object" || prototype === null) return;
  Object.setPrototypeOf(prototype, RangeError.prototype);
  Object.assign(prototype, { name: RangeError.name, constructor: RangeError });
  Reflect.deleteProperty(scope, "InternalError");
}

function capturesStacks(errors: ErrorConstructor): errors is StackErrors {
  return typeof Reflect.get(errors, "captureStackTrace") === "function";
}

/** An own `stack`, made when it is first asked for. */
function defineStack(target: object, make: () => unknown): void {
  let made: { stack: unknown } | undefined;
  Reflect.defineProperty(target, "stack", {
    configurable: true,
    enumerable: false,
    get: () => {
      made ??= { stack: make() };
      return made.stack;
    },
    set: (stack: unknown) => {
      made = { stack };
    },
  });
}

function headOf(error: object): string {
  try {
    return String(Reflect.apply(Error.prototype.toString, error, []));
  } catch {
    return "<error>"; // V8's word for an error whose name or message throws
  }
}
