/** See web/llama-runtime.ts. */
declare module "virtual:llama-runtime" {
  /** What the program is started with, and what it adds to it before it calls `onRuntimeInitialized`. */
  interface LlamaModule {
    noInitialRun: true;
    print(line: string): void;
    printErr(line: string): void;
    locateFile(): string;
    mainScriptUrlOrBlob: string;
    pthreadPoolSize: number;
    preRun(): void;
    onRuntimeInitialized(): void;
    onAbort(reason: unknown): void;
    ENV?: Record<string, string>;
    FS?: LlamaFiles;
    MEMFS?: unknown;
    wasmMemory?: WebAssembly.Memory;
    cwrap?(
      name: string,
      returns: "string" | "bigint",
      takes: readonly string[],
      options?: { async: true },
    ): (...given: unknown[]) => unknown;
  }

  interface LlamaFiles {
    mkdir(path: string): void;
    mount(type: unknown, options: object, path: string): void;
    createDataFile(folder: string, name: string, data: ArrayBuffer, read: boolean, write: boolean, own: boolean): void;
    lookupPath(path: string): { node: { usedBytes: number } };
  }

  /** Starts the program. `read` copies a part of a file to an address and tells how many bytes it was. */
  export function run(
    module: LlamaModule,
    read: (path: string, offset: number, length: number, address: number) => Promise<bigint>,
  ): void;

  /** The messages of its actions, as bytes; a message names its kind in `_name`. */
  export function encode(message: { _name: string } & Record<string, unknown>): Uint8Array;
  export function decode(bytes: Uint8Array): unknown;

  export const wasmUrl: string;
  /** The script of its further threads. */
  export const threadScriptUrl: string;
}
