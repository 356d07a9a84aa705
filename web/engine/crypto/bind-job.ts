/** Node's crypto jobs: work that runs at once, later, or behind a promise of Web Crypto. */
import type { CryptoContext } from "./context.ts";

/** Checks the arguments as the native constructor does, and returns the work. */
export type Prepare = (mode: number, ...args: never[]) => () => unknown;

type JobClass = new (mode: number, ...args: unknown[]) => { run(): unknown };

const jobModes = { async: 0, sync: 1, webCrypto: 2 } as const;

export function isWebCryptoJob(mode: number): boolean {
  return mode === jobModes.webCrypto;
}

/** Web Crypto tells only that it failed; the cause is there for developers. */
function operationError({ runtime }: CryptoContext, cause: unknown): unknown {
  const { lazyDOMException } = runtime.requireBuiltin("internal/util") as {
    lazyDOMException(message: string, options: object): unknown;
  };
  return lazyDOMException("The operation failed for an operation-specific reason", { name: "OperationError", cause });
}

export function createJobClass(context: CryptoContext, type: string, prepare: Prepare): JobClass {
  const { runtime } = context;
  return class {
    ondone?: (error: unknown, result: unknown) => void;
    readonly #mode: number;
    readonly #work: () => unknown;
    constructor(mode: number, ...args: unknown[]) {
      this.#mode = mode;
      this.#work = Reflect.apply(prepare, undefined, [mode, ...args]);
      runtime.asyncIds.adopt(this, type);
    }
    run(): unknown {
      const attempt = (): [unknown, unknown] => {
        try {
          return [undefined, this.#work()];
        } catch (error) {
          return [error, undefined];
        }
      };
      if (this.#mode === jobModes.sync) return attempt();
      if (this.#mode === jobModes.async) {
        runtime.loop.enqueue(() => runtime.loop.callNow(this, "ondone", attempt()));
        return undefined;
      }
      return new Promise((resolve, reject) => {
        runtime.loop.enqueue(() => {
          const [error, result] = attempt();
          if (error === undefined) resolve(result);
          else reject(operationError(context, error));
        });
      });
    }
  };
}
