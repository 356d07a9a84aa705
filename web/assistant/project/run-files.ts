/** The files of one run: what the model is shown of one stays as it was until it is written, others' lines are kept, and all of it can be undone. */
import type { Result } from "../../../shared/lib/result.ts";
import { succeed } from "../../../shared/lib/result.ts";
import type { ReviewedFile } from "../tasks/task.ts";

export interface FilePorts {
  /** The text of a file of the project now. */
  read(path: string): string | undefined;
  /** Makes of the file what the change makes of its text before; gives the changes that others stood in the way of. */
  change(file: ReviewedFile): number;
}

export class RunFiles {
  readonly #ports: FilePorts;
  readonly #frozen = new Map<string, string | undefined>();
  readonly #steps: ReviewedFile[] = [];
  /** Files of which something could not be written, because somebody else has changed the same lines. */
  readonly conflicts = new Set<string>();

  constructor(ports: FilePorts) {
    this.#ports = ports;
  }

  read(path: string): string | undefined {
    return this.#frozen.has(path) ? this.#frozen.get(path) : this.#ports.read(path);
  }

  /** From now on these files, and no others, are what they are now. */
  freeze(paths: readonly string[]): void {
    this.#frozen.clear();
    for (const path of paths) this.#frozen.set(path, this.#ports.read(path));
  }

  write(files: ReadonlyMap<string, string>): Result<undefined, never> {
    for (const [path, after] of files) {
      const now = this.#ports.read(path);
      if (this.#ports.change({ path, before: this.read(path), after })) this.conflicts.add(path);
      const made = this.#ports.read(path);
      if (made !== now) this.#steps.push({ path, before: now, after: made });
      if (this.#frozen.has(path)) this.#frozen.set(path, made);
    }
    return succeed(undefined);
  }

  get isChanged(): boolean {
    return this.#steps.length > 0;
  }

  /** Takes back all that was written, step by step; gives the changes that others stood in the way of. */
  undo(): number {
    this.#frozen.clear();
    const steps = this.#steps.splice(0).reverse();
    return steps.reduce(
      (left, { path, before, after }) => left + this.#ports.change({ path, before: after, after: before }),
      0,
    );
  }
}
