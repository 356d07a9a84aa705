import type { StreamState } from "../bindings/stream-state.ts";
import type { ProcessStart } from "../kernel/protocol.ts";
import type { AsyncIds } from "../loop/async-ids.ts";
import type { Loop } from "../loop/loop.ts";
import type { Dump } from "./bundle-input.ts";
import type { Host } from "./host.ts";
import type { SystemPort } from "./system.ts";
import type { UvErrors } from "./uv-errors.ts";

/** Node's `process` object as far as the engine itself touches it. */
export interface ProcessObject {
  env: Record<string, string>;
  argv: string[];
  exitCode: number | string | undefined;
  _exiting: boolean;
  version: string;
  emit(event: string, ...args: unknown[]): boolean;
  _fatalException?(error: unknown, fromPromise: boolean): boolean;
  [key: string | symbol]: unknown;
}

export type Binding = Record<string, unknown>;

/** What every binding gets: the one instance of each part of this process. */
export interface Runtime {
  host: Host;
  dump: Dump;
  system: SystemPort;
  loop: Loop;
  asyncIds: AsyncIds;
  uv: UvErrors;
  /** `internalBinding('symbols')`, shared by all bindings. */
  symbols: Record<string, symbol>;
  privateSymbols: Record<string, symbol>;
  process: ProcessObject;
  /** Set when the kernel says which process this Worker becomes. */
  start: ProcessStart | null;
  /** Node's own flags of this process, after parsing `start.args`. */
  options: Record<string, unknown>;
  execArgv: string[];
  /** The words from which `options` were read. */
  optionWords: string[];
  scriptArgs: string[];
  /** A fresh copy of the plain members of a native binding. */
  data(binding: string): Binding;
  requireBuiltin(id: string): Record<string, unknown>;
  internalBinding(name: string): Binding;
  compileBuiltin(id: string): (...args: unknown[]) => unknown;
  builtinIds: string[];
  builtinText(id: string): string;
  runMain(id: string): unknown;
  /** Made by the first stream (bindings/stream-state.ts). */
  streamState?: StreamState;
  /** Place and source of the top-level await at which the main ES module still waits. */
  unsettledMain?(): string | undefined;
  exit(code: number): never;
}
