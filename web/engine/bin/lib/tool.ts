/** What a tool sees of the world besides the file system. */
export interface ToolIo {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The next chunk of standard input, null at its end. Waits. */
  read(): Uint8Array | null;
  /** Buffered output; throws BrokenPipe when nobody reads. */
  write(data: string | Uint8Array): void;
  flush(): void;
  error(text: string): void;
}

/** One program of /usr/bin: arguments in, exit status out. */
export type Tool = (args: readonly string[], io: ToolIo) => number | Promise<number>;
