/** How one file operation answers: at once, through a callback's request object, or by a promise. */
import type { Runtime } from "../boot/runtime.ts";
import { CallFailure } from "../boot/uv-errors.ts";
import { checkDescriptor } from "./fs-checks.ts";
import { type PathLike, pathText } from "./path-bytes.ts";

export interface Shape {
  name: string;
  /** Number of arguments before the request. */
  arity: number;
  /** libuv's name where it differs. */
  syscall?: string;
  /** How many of the first arguments are paths to name in an error. */
  paths?: 0 | 1 | 2;
}

/** The error a Node program sees for a failed call; anything else passes as it is. */
export function nodeError(runtime: Runtime, error: unknown, syscall: string, path?: string, dest?: string): unknown {
  return error instanceof CallFailure
    ? runtime.uv.exception(error.code, syscall, path?.toWellFormed(), dest?.toWellFormed())
    : error;
}

export interface Requests {
  /** Runs `operation` as `request` wants it: sync (undefined), promise (the symbol) or callback (an object). */
  answer(request: unknown, operation: () => unknown, toError: (error: unknown) => unknown): unknown;
  /** A binding function out of an operation that throws CallFailure. */
  define(shape: Shape, operation: (...args: never[]) => unknown): (...args: unknown[]) => unknown;
}

export function createRequests(runtime: Runtime): Requests {
  const { loop } = runtime;
  const usePromises = runtime.symbols["fs_use_promises_symbol"];

  const later = (
    operation: () => unknown,
    toError: (error: unknown) => unknown,
    done: (error: unknown, value: unknown) => void,
  ) => {
    loop.enqueue(() => {
      let value: unknown;
      let failure: unknown;
      let failed = false;
      try {
        value = operation();
      } catch (error) {
        failed = true;
        failure = toError(error);
      }
      done(failed ? failure : null, value);
    });
  };
  const answer: Requests["answer"] = (request, operation, toError) => {
    if (request === undefined) {
      try {
        return operation();
      } catch (error) {
        throw toError(error);
      }
    }
    if (request === usePromises) {
      const resource = {};
      runtime.asyncIds.adopt(resource, "FSREQPROMISE");
      return new Promise((resolve, reject) => {
        later(operation, toError, (error, value) => {
          loop.callNow(resource, () => (error === null ? resolve(value) : reject(error)), []);
          runtime.asyncIds.destroy(resource);
        });
      });
    }
    later(operation, toError, (error, value) => {
      const args = error !== null ? [error] : value === undefined ? [null] : [null, value];
      loop.callNow(request as object, "oncomplete", args);
    });
    return undefined;
  };
  return {
    answer,
    define({ arity, name, syscall = name, paths = 1 }, operation) {
      return (...args) => {
        const own = args.slice(0, arity);
        if (paths === 0 && syscall !== "open") checkDescriptor(runtime, own[0]);
        const text = (index: number) =>
          paths > index && (typeof own[index] === "string" || own[index] instanceof Uint8Array)
            ? pathText(own[index] as PathLike)
            : undefined;
        return answer(
          args[arity],
          () => Reflect.apply(operation, undefined, own),
          (error) => nodeError(runtime, error, syscall, text(0), text(1)),
        );
      };
    },
  };
}
