import type { FileTree } from "./file-tree.ts";
import type { Process } from "./process.ts";
import { SystemError } from "./system-error.ts";

const encoder = new TextEncoder();
/** Linux counts a process's start in hundredths of a second. */
const tickMs = 10;

/** `/proc/<pid>/stat`, `comm` and `cmdline` as Linux words them: what `ps`, `pgrep` and a shell's job control read. */
export class ProcessFiles {
  readonly #tree: FileTree;
  readonly #startedMs: number;

  constructor(tree: FileTree) {
    this.#tree = tree;
    this.#startedMs = tree.now;
  }

  add(process: Process): void {
    this.#attempt(() => {
      this.#tree.mkdir(`/proc/${process.pid}`, "/", 0o555, true);
      this.#write(process, "comm", `${nameOf(process)}\n`);
      this.#write(process, "cmdline", process.args.map((argument) => `${argument}\0`).join(""));
    });
    this.update(process, "S", Math.round((this.#tree.now - this.#startedMs) / tickMs));
  }

  /** Writes the state's letter: S sleeps or runs, T is stopped. */
  update(process: Process, state: "S" | "T", startTicks = process.startTicks): void {
    process.startTicks = startTicks;
    const { pid, parent, session, terminal } = process;
    const tty = terminal === null ? 0 : 34_816;
    const before = [pid, `(${nameOf(process)})`, state, parent?.pid ?? 1, session, session, tty, session];
    // Of the rest only the priority, the niceness, the threads (fields 18 to 20) and the start (22) are known.
    const known = [20 + process.niceness, process.niceness, process.threads.size, 0, startTicks];
    const rest = Array.from({ length: 44 }, (_, at) => known[at - 9] ?? 0);
    this.#attempt(() => this.#write(process, "stat", `${[...before, ...rest].join(" ")}\n`));
  }

  remove({ pid }: Process): void {
    this.#attempt(() => {
      for (const name of ["stat", "comm", "cmdline"]) this.#tree.unlink(`/proc/${pid}/${name}`, "/");
      this.#tree.rmdir(`/proc/${pid}`, "/");
    });
  }

  #write({ pid }: Process, name: string, text: string): void {
    this.#tree.writeFile(`/proc/${pid}/${name}`, "/", encoder.encode(text), 0o444);
  }

  /** A full tree has no room for them, and a program may have meddled: the process runs all the same. */
  #attempt(action: () => void): void {
    try {
      action();
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
    }
  }
}

/** A program's name: a tool's own, `node` for a script of the user. */
function nameOf({ args }: Process): string {
  const tool = /^\/usr\/bin\/([^/]+)$/.exec(args[1] ?? "")?.[1];
  return (tool ?? "node").slice(0, 15);
}
