/** A whole project from its specification, step by step. Nothing is written before the person has seen the plan and says so. */
import { createStore, type StoreApi } from "zustand/vanilla";
import type { AskInput, AskModel } from "../../../shared/agent/ask.ts";
import { billOf } from "../../../shared/agent/bill.ts";
import type { HashText } from "../../../shared/agent/long-file/state.ts";
import { symbolNamed } from "../../../shared/agent/outline.ts";
import { askForPlan } from "../../../shared/agent/project/ask-for-plan.ts";
import { draftFiles, uncoveredItems } from "../../../shared/agent/project/draft.ts";
import { type Generated, type GeneratePorts, generateProject } from "../../../shared/agent/project/generate.ts";
import { type ProjectView, planNow } from "../../../shared/agent/project/graph.ts";
import type { ProjectPlan } from "../../../shared/agent/project/plan.ts";
import type { FileSyntax } from "../tasks/task.ts";
import { descriptionPath, type GroundPorts, type ProjectGround, readGround } from "./ground.ts";
import { type FilePorts, RunFiles } from "./run-files.ts";
import type { PlanState, ProjectState, ReportState, StartState, WorkingState } from "./state.ts";

export interface ProjectDeskPorts extends GroundPorts, FilePorts, Pick<GeneratePorts, "typeCheck"> {
  model(): Promise<AskModel>;
  /** Whether any model is connected. */
  hasModel(): Promise<boolean>;
  syntax(): Promise<FileSyntax>;
  hash: HashText;
  language(): AskInput["language"];
  /** Why the assistant may not write there: the person has turned it off, or the project's dial forbids it. */
  forbids(path: string): "off" | "dial" | undefined;
  /** `tell` hears each command that is run. */
  runTests(
    paths: readonly string[],
    signal: AbortSignal,
    tell: (command: string) => void,
  ): ReturnType<GeneratePorts["runTests"]>;
}

export class ProjectDesk {
  readonly store: StoreApi<ProjectState> = createStore<ProjectState>()(() => ({ phase: "closed" }));
  readonly #ports: ProjectDeskPorts;
  #running = new AbortController();
  #syntax: FileSyntax | undefined;
  #run: RunFiles | undefined;

  constructor(ports: ProjectDeskPorts) {
    this.#ports = ports;
  }

  /** Looks at the project anew; what is under way goes on. */
  async open(): Promise<void> {
    const { phase } = this.store.getState();
    if (phase === "planning" || phase === "working") return;
    const signal = this.#restart();
    const [hasModel, syntax] = await Promise.all([this.#ports.hasModel(), this.#ports.syntax()]);
    if (signal.aborted) return;
    this.#syntax = syntax;
    this.#set(this.#opened(readGround(this.#ports), hasModel));
  }

  /** Takes the person's words where there is no specification. */
  describe(description: string): void {
    const state = this.store.getState();
    if (state.phase === "start") this.#set({ ...state, description });
  }

  /** Asks the model for a plan. */
  async plan(): Promise<void> {
    const from = this.store.getState();
    if (from.phase !== "start" && from.phase !== "plan") return;
    const signal = this.#restart();
    let chars = 0;
    const hear = (text: string) => {
      chars += text.length;
      if (!signal.aborted) this.#set({ phase: "planning", from, chars });
    };
    hear("");
    const ground = readGround(this.#ports, from.description);
    const { items, paths } = ground;
    const model = await this.#ports.model();
    const exists = (path: string) => paths.includes(path);
    const language = this.#ports.language();
    const asked = await askForPlan({ items, paths, language }, { model, hear, exists }, signal);
    if (signal.aborted) return;
    if (asked.end === "cancelled") return this.#set(from);
    if (asked.end === "failed") return this.#set({ ...from, ground, failure: asked.failure });
    const { plan, problems, bill } = asked;
    this.#set(this.#planned({ ...common(from), ground, plan, problems, bill }));
  }

  /** Takes a plan as the person has changed it. */
  change(plan: ProjectPlan): void {
    const state = this.store.getState();
    if (state.phase !== "plan") return;
    this.#set({ ...this.#planned({ ...state, plan }), overwrite: state.overwrite });
  }

  /** Whether a person's file is to be written over. */
  allowOverwrite(path: string, allowed: boolean): void {
    const state = this.store.getState();
    if (state.phase !== "plan") return;
    const others = state.overwrite.filter((each) => each !== path);
    this.#set({ ...state, overwrite: allowed ? [...others, path] : others });
  }

  /** Writes what there is a reason to write, then checks and fixes. */
  async write(): Promise<void> {
    const from = this.store.getState();
    if (from.phase !== "plan") return;
    const signal = this.#restart();
    // As it is now: colleagues write while a person reads the plan.
    const now = this.#planned({ ...from, ground: readGround(this.#ports, from.description) });
    const only = now.files.filter(({ because }) => because.length > 0).map(({ file }) => file.path);
    const run = this.#begin(from.description);
    const progress = only.map((path) => ({ path, state: "waiting" as const }));
    let working: WorkingState = {
      ...now,
      phase: "working",
      progress,
      doing: { kind: "write" },
      chars: 0,
      stopping: false,
    };
    const tell = (change: Partial<WorkingState>) => {
      working = { ...working, ...change, stopping: signal.aborted };
      if (this.store.getState().phase === "working") this.#set(working);
    };
    this.#set(working);
    const { plan, locked, ground } = now;
    const { items, graph } = ground;
    const { overwrite } = from;
    const task = { plan, items, only, overwrite, locked, language: this.#ports.language(), ...(graph && { graph }) };
    const model = await this.#ports.model();
    const { outline, errors } = this.#parsers();
    const ports = generatePorts({ ports: this.#ports, run, model, outline, errors }, () => working, tell);
    const generated = await generateProject(task, ports, signal);
    if (this.store.getState().phase === "working") this.#set(this.#reported(working, run, generated));
  }

  /** Ends what is under way; what is written stays. */
  stop(): void {
    const state = this.store.getState();
    this.#running.abort();
    if (state.phase === "planning") this.#set(state.from);
    if (state.phase === "working") this.#set({ ...state, stopping: true });
  }

  /** Takes back what the last run has written. */
  undo(): void {
    const state = this.store.getState();
    if (state.phase !== "report" || state.undo !== "possible" || !this.#run) return;
    const undoLeft = this.#run.undo();
    this.#set({ ...state, undo: "done", undoLeft });
  }

  /** From the report to the plan, with what is to be written now. */
  back(): void {
    const state = this.store.getState();
    if (state.phase !== "report") return;
    this.#set(this.#planned({ ...state, ground: readGround(this.#ports, state.description) }));
  }

  close(): void {
    this.#restart();
    this.#set({ phase: "closed" });
  }

  #set(state: ProjectState): void {
    this.store.setState(state, true);
  }

  #restart(): AbortSignal {
    this.#running.abort();
    this.#running = new AbortController();
    return this.#running.signal;
  }

  #parsers(): FileSyntax {
    return this.#syntax ?? { errors: () => 0, outline: () => [] };
  }

  #view(): ProjectView {
    return { read: this.#ports.read, outline: this.#parsers().outline, hash: this.#ports.hash };
  }

  #opened(ground: ProjectGround, hasModel: boolean): StartState | PlanState {
    const code = this.#ports.forbids(descriptionPath);
    const common = { ground, hasModel, description: "" };
    if (code) return { ...common, phase: "start", failure: { code, message: "" } };
    const { graph, graphProblem } = ground;
    if (graph) {
      const plan = planNow(graph, ground.items, this.#view());
      return this.#planned({ ...common, plan, problems: [], bill: billOf([]) });
    }
    const failure = graphProblem === undefined ? undefined : { code: "bad-graph", message: graphProblem };
    return { ...common, phase: "start", failure };
  }

  #planned({ ground, hasModel, description, plan, problems, bill }: Planned): PlanState {
    return {
      phase: "plan",
      ground,
      hasModel,
      description,
      plan,
      problems,
      bill,
      files: draftFiles(plan, { ...ground, view: this.#view() }),
      uncovered: uncoveredItems(plan, ground.items),
      overwrite: [],
      locked: plan.files.flatMap(({ path, tests }) =>
        [path, ...(tests === undefined ? [] : [tests])].filter((each) => this.#ports.forbids(each) !== undefined),
      ),
    };
  }

  /** A run of its own to undo; the description becomes the specification. */
  #begin(description: string): RunFiles {
    this.#run = new RunFiles(this.#ports);
    if (description.trim() !== "" && this.#ports.read(descriptionPath) === undefined) {
      this.#run.write(new Map([[descriptionPath, `${description.trim()}\n`]]));
    }
    return this.#run;
  }

  #reported(working: WorkingState, run: RunFiles, generated: Generated): ReportState {
    const ground = readGround(this.#ports);
    const bill = billOf([...working.bill.calls, ...generated.bill.calls]);
    return {
      ...this.#planned({ ...working, ground, bill }),
      phase: "report",
      progress: working.progress,
      generated,
      conflicts: [...run.conflicts],
      isStale: told(ground) !== told(working.ground),
      undo: run.isChanged ? "possible" : "nothing",
      undoLeft: 0,
    };
  }
}

type Planned = Pick<PlanState, "ground" | "hasModel" | "description" | "plan" | "problems" | "bill">;

interface Run {
  ports: ProjectDeskPorts;
  run: RunFiles;
  model: AskModel;
  outline: FileSyntax["outline"];
  errors: FileSyntax["errors"];
}

function generatePorts(
  { ports, run, model, outline, errors }: Run,
  working: () => WorkingState,
  tell: (change: Partial<WorkingState>) => void,
): GeneratePorts {
  return {
    model,
    project: {
      read: (path) => run.read(path),
      symbolAt: (path, text, symbol) => symbolNamed(outline(path, text), symbol),
    },
    gates: { parseErrors: errors },
    outline,
    hash: ports.hash,
    write: async (texts) => run.write(texts),
    typeCheck(paths, signal) {
      run.freeze([]);
      tell({ doing: { kind: "types" }, chars: 0 });
      return ports.typeCheck(paths, signal);
    },
    runTests: (paths, signal) =>
      ports.runTests(paths, signal, (command) => tell({ doing: { kind: "command", command } })),
    onFile(told) {
      const { plan, progress } = working();
      const tests = plan.files.find(({ path }) => path === told.path)?.tests;
      const isBegun = told.state === "writing" || told.state === "fixing";
      run.freeze(isBegun ? [told.path, ...(tests === undefined ? [] : [tests])] : []);
      const isKnown = progress.some(({ path }) => path === told.path);
      const next = isKnown ? progress.map((each) => (each.path === told.path ? told : each)) : [...progress, told];
      tell({ progress: next, doing: { kind: "write" }, chars: 0 });
    },
    hear: (text) => tell({ chars: working().chars + text.length }),
  };
}

function common({ hasModel, description }: Pick<PlanState, "hasModel" | "description">) {
  return { hasModel, description };
}

function told({ items }: ProjectGround): string {
  return JSON.stringify(items.map(({ id, text }) => [id, text]));
}
