/** A workspace in memory with what the agent's hands need of a page: files, an engine whose programs are scripted, a dial. */
import * as Y from "yjs";
import { type Dial, openDial } from "../../shared/access/dial.ts";
import type { HandsPorts, Problem } from "../../web/assistant/agent/hands.ts";
import type { EngineProcess } from "../../web/runtime/engine.ts";
import { SessionFiles } from "../../web/sync/files.ts";
import { withOrigin } from "../../web/sync/origin.ts";
import { seededRandom } from "./edge-fakes.ts";

/** A program of the engine: what it writes, and how it ends; without an exit it runs until it is killed. */
export interface ScriptedProgram {
  output?: readonly string[];
  exit?: number;
  /** What it does to the files. */
  does?(): void;
}

export class AgentProject {
  readonly doc = new Y.Doc();
  readonly files: SessionFiles;
  readonly ports: HandsPorts;
  dial: Dial | undefined = openDial;
  mayEdit = true;
  hasEngine = true;
  problems: Problem[] = [];
  /** Of every file that has an undo of its own: how often it was told to begin a new step. */
  undoSteps = 0;
  readonly commands: string[] = [];
  readonly killed: string[] = [];
  program: (command: string) => ScriptedProgram = () => ({ exit: 0 });

  constructor(files: Readonly<Record<string, string>>) {
    const random = seededRandom(7);
    this.files = new SessionFiles({
      workspaceId: "w",
      doc: this.doc,
      ports: {
        random: (count) => random.bytes(count),
        blobs: { sha256: async () => "", put: async () => true, get: async () => undefined },
      },
      mayEdit: () => this.mayEdit,
    });
    for (const [path, text] of Object.entries(files)) this.files.create(path, { kind: "file", text });
    this.ports = {
      doc: this.doc,
      files: this.files,
      dial: () => this.dial,
      mayEdit: () => this.mayEdit,
      undoFor: () => ({ stopCapturing: () => void this.undoSteps++ }),
      symbolAt: () => undefined,
      gates: { parseErrors: (_path, text) => (text.match(/SYNTAX ERROR/g) ?? []).length },
      engine: () => (this.hasEngine ? { run: (command, args) => this.#run([command, ...args].join(" ")) } : undefined),
      problems: async () => this.problems,
      after(delayMs, task) {
        const timer = setTimeout(task, delayMs);
        return () => clearTimeout(timer);
      },
    };
  }

  /** Every text file. */
  texts(): Record<string, string> {
    const rows = this.files.tree.getState().rows.filter(({ kind }) => kind === "file");
    return Object.fromEntries(rows.map(({ id, path }) => [path, this.files.text(id)?.toString() ?? ""]));
  }

  folders(): string[] {
    return this.files.tree.getState().rows.flatMap(({ kind, path }) => (kind === "folder" ? path : []));
  }

  /** Somebody else, or a program, makes a file what it is to be. */
  write(path: string, text: string, origin: "typed" | "program" = "typed"): void {
    const row = this.files.tree.getState().byPath.get(path);
    if (!row) {
      this.files.create(path, { kind: "file", text }, origin);
      return;
    }
    withOrigin(this.doc, origin, () => {
      const own = this.files.text(row.id);
      this.doc.transact(() => {
        own?.delete(0, own.length);
        own?.insert(0, text);
      });
    });
  }

  async #run(command: string): Promise<EngineProcess> {
    this.commands.push(command);
    const { output = [], exit, does } = this.program(command);
    const ended = Promise.withResolvers<number>();
    does?.();
    if (exit !== undefined) ended.resolve(exit);
    return {
      id: this.commands.length,
      command,
      output: new ReadableStream({
        start(controller) {
          for (const piece of output) controller.enqueue(piece);
          if (exit !== undefined) controller.close();
        },
      }),
      write: () => undefined,
      resize: () => undefined,
      kill: () => {
        this.killed.push(command);
        ended.resolve(137);
      },
      exit: ended.promise,
    };
  }
}
