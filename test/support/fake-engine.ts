/** An engine as its client shows it: files, ports and programs that run until they are killed. */
import type { VirtualClock } from "./chaos-clock.ts";
import { FakeEngineFiles } from "./fake-engine-files.ts";

interface Spawned {
  command: string;
  args: string[];
  options: unknown;
  /** The files when it was started. */
  files: Record<string, string>;
}

type PortListener = (port: number, type: "open" | "close", url: string) => void;
type Tree = Record<string, { directory: Tree } | { file: { contents: string | Uint8Array } }>;

export class FakeEngine {
  readonly files: FakeEngineFiles;
  readonly spawned: Spawned[] = [];
  tornDown = false;
  readonly #portListeners: PortListener[] = [];

  constructor(clock: VirtualClock) {
    this.files = new FakeEngineFiles((task) => clock.after(1, task));
  }

  get fs(): FakeEngineFiles {
    return this.files;
  }

  async mount(tree: Tree, above = ""): Promise<void> {
    for (const [name, entry] of Object.entries(tree)) {
      if ("directory" in entry) {
        await this.files.mkdir(above + name);
        await this.mount(entry.directory, `${above}${name}/`);
      } else await this.files.writeFile(above + name, entry.file.contents);
    }
  }

  on(event: string, listener: PortListener): () => void {
    if (event === "port") this.#portListeners.push(listener);
    return () => undefined;
  }

  emitPort(port: number, type: "open" | "close", url: string): void {
    for (const listener of this.#portListeners) listener(port, type, url);
  }

  spawn(command: string, args: string[], options: unknown) {
    this.spawned.push({ command, args, options, files: this.files.listing() });
    const { promise: exit, resolve } = Promise.withResolvers<number>();
    return Promise.resolve({
      exit,
      input: new WritableStream<string>(),
      output: new ReadableStream<string>(),
      kill: () => resolve(137),
      resize: () => undefined,
    });
  }

  teardown(): void {
    this.tornDown = true;
  }
}
