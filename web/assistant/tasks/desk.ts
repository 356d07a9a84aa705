/** One task of the assistant at a time, from the question to the review of what it would change. Nothing is written before the person keeps it. */
import { createStore, type StoreApi } from "zustand/vanilla";
import { billOf } from "../../../shared/agent/bill.ts";
import { byAnalysis } from "./by-analysis.ts";
import { byModel } from "./by-model.ts";
import type { DeskPorts, EditingTask, NoProposal, Proposal, ReviewedFile, Step, Target } from "./task.ts";

export type DeskState =
  | { phase: "idle" }
  /** The person says what is wanted. */
  | { phase: "asking"; task: EditingTask; target: Target }
  | { phase: "working"; task: EditingTask; target: Target; step: Step }
  | ({ phase: "failed"; task: EditingTask; target: Target; request: string } & NoProposal)
  | ({ phase: "review"; task: EditingTask } & Proposal);

export interface Desk {
  store: StoreApi<DeskState>;
  /** Opens the place to say what is wanted. */
  ask(task: EditingTask, target: Target): void;
  /** Begins; with an empty request where the task says all. */
  start(task: EditingTask, target: Target, request: string): Promise<void>;
  /** Ends what is under way, and whatever is open. */
  close(): void;
  /** Writes the reviewed files. */
  keep(files: readonly ReviewedFile[]): void;
}

const idle: DeskState = { phase: "idle" };

export function createDesk(ports: DeskPorts): Desk {
  const store = createStore<DeskState>()(() => idle);
  const set = (state: DeskState) => store.setState(state, true);
  let running = new AbortController();
  const restart = (): AbortSignal => {
    running.abort();
    running = new AbortController();
    return running.signal;
  };

  async function start(task: EditingTask, target: Target, request: string): Promise<void> {
    const signal = restart();
    const onStep = (step: Step) => {
      if (!signal.aborted) set({ phase: "working", task, target, step });
    };
    onStep({ kind: "writing", chars: 0 });
    try {
      const [model, syntax] = await Promise.all([ports.model(), ports.syntax()]);
      const work = { task, target, request, ports, syntax, signal, onStep };
      const found = signal.aborted ? undefined : await (model ? byModel(work, model) : byAnalysis(work));
      if (!found || signal.aborted) return;
      if ("code" in found) set({ phase: "failed", task, target, request, ...found });
      else set({ phase: "review", task, ...found });
    } catch (error) {
      if (signal.aborted) return;
      const message = error instanceof Error ? error.message : String(error);
      set({ phase: "failed", task, target, request, code: "internal", message, bill: billOf([]) });
    }
  }

  return {
    store,
    start,
    ask(task, target) {
      restart();
      const code = ports.forbids(task, target.path);
      if (code) set({ phase: "failed", task, target, request: "", code, message: "", bill: billOf([]) });
      else set({ phase: "asking", task, target });
    },
    close() {
      restart();
      set(idle);
    },
    keep(files) {
      ports.write(files);
      set(idle);
    },
  };
}
