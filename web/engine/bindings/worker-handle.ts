/** `internalBinding('worker').Worker`: the handle of a thread; a script of its own, run when the first thread is started. */

import type { EngineRuntime } from "../boot/bootstrap.ts";
import { nodeOptions, optionTables } from "../boot/options.ts";
import type { Binding } from "../boot/runtime.ts";
import { invalidForThread } from "../boot/thread-options.ts";
import { CallFailure } from "../boot/uv-errors.ts";
import type { ThreadStart } from "../kernel/protocol.ts";
import { threadStats } from "../loop/loop.ts";
import { heapStatistics } from "./heap-figures.ts";
import { LoopHold } from "./loop-hold.ts";
import { unsupportedError } from "./unsupported.ts";

const defaultStackMb = 4;
type Taker = { ondone?: (...args: unknown[]) => void };

export function createBinding(runtime: EngineRuntime): Binding {
  return { Worker: createWorkerClass(runtime, Number(runtime.data("worker")["kStackSizeMb"])) };
}

function createWorkerClass(runtime: EngineRuntime, stackSlot: number): unknown {
  const { system, loop } = runtime;
  return class Worker {
    declare threadId: number;
    declare threadName: string;
    declare messagePort: object | undefined;
    declare invalidExecArgv: string[] | undefined;
    declare invalidNodeOptions: string[] | undefined;
    onexit?: ((code: number, failure?: string, reason?: string) => void) | null;
    readonly #hold = new LoopHold(loop);
    readonly #limits: Float64Array;
    #start: ThreadStart | undefined;
    #gone = false;
    #environment: Record<string, string> = {};
    #stats = new Float64Array(new SharedArrayBuffer(24));
    constructor(
      _url: unknown,
      env: Record<string, string> | null | undefined,
      execArgv: unknown[] | undefined,
      limits: Float64Array,
      closesFiles: boolean,
      isInternal: boolean,
      name: string,
    ) {
      runtime.asyncIds.adopt(this, "WORKER");
      this.#limits = limits.slice();
      if ((this.#limits[stackSlot] ?? 0) <= 0) this.#limits[stackSlot] = defaultStackMb;
      const isShared = env === undefined;
      this.#environment = isShared ? {} : { ...(env ?? runtime.process.env) };
      const options = threadOptions(runtime, env ?? undefined, execArgv);
      if ("invalidExecArgv" in options) this.invalidExecArgv = options.invalidExecArgv;
      if ("invalidNodeOptions" in options) this.invalidNodeOptions = options.invalidNodeOptions;
      if (!("words" in options)) return;
      this.threadId = newThreadId(runtime);
      this.threadName = name;
      const { ports } = runtime;
      if (!ports) throw new Error("Node's library loads messages before threads");
      const [parentEnd, port] = ports.routes.pairForThread();
      this.messagePort = ports.create(parentEnd);
      this.#start = {
        id: this.threadId,
        name,
        port,
        execArgv: options.execArgv,
        optionWords: options.words,
        resourceLimits: [...this.#limits],
        sharedEnvironment: isShared ? runtime.environment.share(runtime.system) : null,
        isInternal,
        closesFiles,
        epochMs: runtime.milestones.epochMs(),
        stats: this.#stats.buffer as SharedArrayBuffer,
      };
    }
    startThread(): void {
      if (!this.#start) return;
      const id = this.threadId;
      this.#hold.active = true;
      system.on("thread-exit", id, ({ code, failure }) => {
        system.off("thread-exit", id);
        loop.enqueue(() => {
          this.#hold.active = false;
          this.#start = undefined;
          this.messagePort = undefined;
          const reason = failure === undefined ? [] : ["ERR_WORKER_INIT_FAILED", failure];
          loop.callNow(this, "onexit", [code, ...reason]);
          this.#gone = true;
          runtime.asyncIds.destroy(this);
        });
      });
      system.post({ type: "thread-start", id, env: this.#environment, thread: this.#start });
    }
    stopThread(): void {
      if (this.#start) system.post({ type: "thread-stop", id: this.threadId });
    }
    ref(): void {
      this.#hold.referenced = true;
    }
    unref(): void {
      this.#hold.referenced = false;
    }
    /** Undefined when nothing of the thread is left. */
    hasRef(): boolean | undefined {
      return this.#gone ? undefined : this.#hold.referenced;
    }
    getAsyncId(): number {
      return runtime.asyncIds.idOf(this);
    }
    getResourceLimits(): Float64Array {
      return this.#limits;
    }
    loopStartTime(): number {
      return this.#stats[threadStats.loopStart] || -1;
    }
    loopIdleTime(): number {
      return this.#stats[threadStats.idle] ?? 0;
    }
    /** Time in which the thread's loop was not waiting: a browser tells no more. */
    cpuUsage(): Taker | undefined {
      const busy = this.#stats[threadStats.busy] ?? 0;
      return this.#answer([null, { user: busy * 1000, system: 0 }]);
    }
    getHeapStatistics(): Taker | undefined {
      return this.#answer([heapStatistics()]);
    }
    takeHeapSnapshot(): never {
      throw unsupportedError("worker", "Worker.takeHeapSnapshot");
    }
    startCpuProfile(): never {
      throw unsupportedError("worker", "Worker.startCpuProfile");
    }
    startHeapProfile(): never {
      throw unsupportedError("worker", "Worker.startHeapProfile");
    }
    /** Undefined once the thread has ended, as natively. */
    #answer(args: unknown[]): Taker | undefined {
      if (!this.#start) return undefined;
      const taker: Taker = {};
      loop.callback(taker, "ondone", args);
      return taker;
    }
  };
}

function newThreadId(runtime: EngineRuntime): number {
  try {
    return runtime.system.call("threadNew", []);
  } catch (error) {
    if (!(error instanceof CallFailure)) throw error;
    const { codes } = runtime.requireBuiltin("internal/errors") as {
      codes: Record<string, new (reason: string) => Error>;
    };
    const Failure = codes["ERR_WORKER_INIT_FAILED"] ?? Error;
    throw new Failure(error.code);
  }
}

type ThreadOptions =
  | { words: string[]; execArgv: string[] }
  | { invalidExecArgv: string[] }
  | { invalidNodeOptions: string[] };

/** Node's options of a new thread: the process's own, unless it gets flags or an environment of its own. */
function threadOptions(
  runtime: EngineRuntime,
  env: Record<string, string> | undefined,
  execArgv: unknown[] | undefined,
): ThreadOptions {
  if (!env && !execArgv) return { words: runtime.optionWords, execArgv: runtime.execArgv };
  const tables = optionTables(runtime);
  const fromEnvironment = nodeOptions((env ?? runtime.process.env)["NODE_OPTIONS"]);
  // What the process itself was started with passes, although it may say more than a thread can have.
  const isInherited = (env ?? runtime.process.env)["NODE_OPTIONS"] === runtime.process.env["NODE_OPTIONS"];
  const invalidNodeOptions = isInherited
    ? []
    : invalidForThread(fromEnvironment, tables).map((word) =>
        word.startsWith("-") ? `${/^[^=]*=?/.exec(word)?.[0]} is not allowed in NODE_OPTIONS` : word,
      );
  if (invalidNodeOptions.length > 0) return { invalidNodeOptions };
  if (!execArgv) return { words: fromEnvironment, execArgv: runtime.execArgv };
  const words = execArgv.map(String);
  const invalidExecArgv = invalidForThread(words, tables);
  if (invalidExecArgv.length > 0) return { invalidExecArgv };
  return { words: [...fromEnvironment, ...words], execArgv: words };
}
