import type { Dump } from "./bundle-input.ts";

/** An error in libuv's words, as Node's C++ throws it. */
export interface SystemError extends Error {
  errno: number;
  code: string;
  syscall: string;
  path?: string;
  dest?: string;
}

/** A failed system call, before it is known which Node function asked for it. */
export class CallFailure extends Error {
  override readonly name = "CallFailure";
  readonly code: string;
  /** A script of its own has its own copy of this class. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === "CallFailure";
  }
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

export interface UvErrors {
  /** Negative number of a libuv name; -4094 (UNKNOWN) for others. */
  numberOf(code: string): number;
  nameOf(number: number): string;
  messageOf(number: number): string;
  /** `sentence` stands for libuv's own where Node says more. */
  exception(code: string, syscall: string, path?: string, dest?: string, sentence?: string): SystemError;
  entries: [number, [string, string]][];
}

const unknownNumber = -4094;

/** Looks errors up in the table taken from the pinned Node. */
export function createUvErrors(dump: Dump): UvErrors {
  const byNumber = new Map(dump.uvErrors);
  const byName = new Map(dump.uvErrors.map(([number, [name]]) => [name, number]));
  const nameOf = (number: number) => byNumber.get(number)?.[0] ?? `Unknown system error ${number}`;
  const messageOf = (number: number) => byNumber.get(number)?.[1] ?? `Unknown system error ${number}`;
  const numberOf = (code: string) => byName.get(code) ?? unknownNumber;
  return {
    entries: dump.uvErrors,
    nameOf,
    messageOf,
    numberOf,
    exception(code, syscall, path, dest, sentence) {
      const errno = numberOf(code);
      let message = `${code}: ${sentence ?? messageOf(errno)}, ${syscall}`;
      if (path !== undefined) message += ` '${path}'`;
      if (dest !== undefined) message += ` -> '${dest}'`;
      const error: SystemError = Object.assign(new Error(message), { errno, code, syscall });
      if (path !== undefined) error.path = path;
      if (dest !== undefined) error.dest = dest;
      return error;
    },
  };
}

/** An error with a Node error code, for the checks that Node does in C++. */
export function codedError(Type: new (message: string) => Error, code: string, message: string): Error {
  const error = new Type(message);
  Reflect.set(error, "code", code);
  return error;
}
