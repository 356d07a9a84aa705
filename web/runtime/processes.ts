/** The processes that this page started in the engine. */
import type { WebContainer, WebContainerProcess } from "@webcontainer/api";
import { createStore } from "zustand/vanilla";
import type { EngineProcess, RunOptions } from "./engine.ts";

/** 128 + SIGABRT: how a Node that has no memory left ends. */
const abortedCode = 134;

export class Processes {
  readonly store = createStore<readonly EngineProcess[]>(() => []);
  #nextId = 1;
  readonly #aborted = Promise.withResolvers<number>();

  /** Starts a program; it leaves the list when it ends. */
  async spawn(
    container: WebContainer,
    command: string,
    args: readonly string[],
    options: RunOptions = {},
  ): Promise<EngineProcess> {
    const { terminal, cwd, env } = options;
    const process = await container.spawn(command, [...args], {
      ...(terminal && { terminal }),
      ...(cwd !== undefined && { cwd }),
      ...(env && { env }),
    });
    const exit = Promise.race([process.exit, this.#aborted.promise]);
    const entry = toEntry(this.#nextId++, [command, ...args].join(" "), process, exit);
    this.store.setState([...this.store.getState(), entry], true);
    const forget = () =>
      this.store.setState(
        this.store.getState().filter(({ id }) => id !== entry.id),
        true,
      );
    entry.exit.then(forget, forget);
    return entry;
  }

  killAll(): void {
    for (const process of this.store.getState()) process.kill();
  }

  /** The engine is gone, and nothing will tell of its programs any more: they end as aborted. */
  abort(): void {
    this.#aborted.resolve(abortedCode);
  }

  clear(): void {
    this.store.setState([], true);
  }
}

function toEntry(id: number, command: string, process: WebContainerProcess, exit: Promise<number>): EngineProcess {
  const writer = process.input.getWriter();
  return {
    id,
    command,
    output: process.output,
    write(text) {
      // A process that has ended takes no more input: its exit says so already.
      writer.write(text).catch(() => undefined);
    },
    resize: (size) => process.resize(size),
    kill: () => process.kill(),
    exit,
  };
}
