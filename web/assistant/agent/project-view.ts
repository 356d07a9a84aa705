/** The workspace as the agent sees it: its text files, without those that no model may see and those that the dial keeps it out of. */
import type * as Y from "yjs";
import { type Dial, mayAssist } from "../../../shared/access/dial.ts";
import type { FileTree, TreeRow } from "../../../shared/workspace/tree.ts";
import { IgnoredPaths } from "../context/ignored-paths.ts";

export interface ViewPorts {
  files: { tree: { getState(): FileTree }; text(id: string): Y.Text | undefined };
  /** Undefined until the server has told it: nothing is seen then. */
  dial(): Dial | undefined;
}

export class ProjectView {
  readonly #ports: ViewPorts;
  readonly #ignored = new IgnoredPaths();

  constructor(ports: ViewPorts) {
    this.#ports = ports;
  }

  /** Files and folders in the order shown. */
  rows(): TreeRow[] {
    return this.#tree().rows.filter(({ path }) => this.shows(path));
  }

  row(path: string): TreeRow | undefined {
    return this.shows(path) ? this.#tree().byPath.get(path) : undefined;
  }

  /** Whether the agent may know of what has this path, or put something there. */
  shows(path: string): boolean {
    const dial = this.#ports.dial();
    this.#ignored.read(this.#tree(), (row) => this.#ports.files.text(row.id)?.toString() ?? "");
    return dial !== undefined && mayAssist(dial, "agent", path) && !this.#ignored.has(path);
  }

  /** The text of a file, its lines ended by newlines; undefined for what is none. */
  text(path: string): string | undefined {
    const row = this.row(path);
    return row?.kind === "file" ? this.#ports.files.text(row.id)?.toString() : undefined;
  }

  #tree(): FileTree {
    return this.#ports.files.tree.getState();
  }
}
