/**
 * Writes a planned project, or what of it a changed specification touches: file by file, what is needed first; then types
 * and tests are checked, what is red is fixed in a few rounds, and what is still unmet is told.
 */
import type { Result } from "../../lib/result.ts";
import type { AskInput } from "../ask.ts";
import { type Bill, type BilledCall, billOf } from "../bill.ts";
import { type AskedEdits, askForEdits, type EditPorts } from "../edits/ask-for-edits.ts";
import { agentLimits } from "../limits.ts";
import {
  type GeneratedFile,
  generatedFile,
  graphPath,
  interfaceHash,
  type ProjectGraph,
  type ProjectView,
  personalFiles,
} from "./graph.ts";
import { inOrder, type PlannedFile, type ProjectPlan } from "./plan.ts";
import { askForTests, askOfFile, askToFix } from "./questions.ts";
import { missingExports, type ProjectProblem, reportOf, type TestOutcome, type UnmetReport } from "./report.ts";
import type { SpecItem } from "./spec-items.ts";

export interface GenerateTask extends Pick<AskInput, "language" | "model"> {
  plan: ProjectPlan;
  items: readonly SpecItem[];
  /** What was generated before. */
  graph?: ProjectGraph;
  /** Paths to write; all when left out. What needs a file whose interface changes by it is written too. */
  only?: readonly string[];
  /** Files that may be written over though a person wrote or changed them. */
  overwrite?: readonly string[];
  /** Paths where the assistant may not write at all. */
  locked?: readonly string[];
}

export interface GeneratePorts extends Omit<EditPorts, "hear">, Pick<ProjectView, "outline" | "hash"> {
  /** After it `project.read` tells the new texts. */
  write(files: ReadonlyMap<string, string>): Promise<Result<undefined, string>>;
  typeCheck(paths: readonly string[], signal: AbortSignal): Promise<readonly ProjectProblem[]>;
  runTests(paths: readonly string[], signal: AbortSignal): Promise<readonly TestOutcome[]>;
  onStep?(step: GenerateStep): void;
  /** A planned file is begun, or left. */
  onFile?(progress: FileProgress): void;
  hear?(text: string): void;
}

export interface GenerateStep {
  phase: "write" | "check" | "fix";
  path?: string;
  done: number;
  total: number;
  graph: ProjectGraph;
}

export interface FileProgress {
  path: string;
  /** "waiting": Stop came before it was written. "unchanged": the model finds that it is as the specification wants it. */
  state: "waiting" | "unchanged" | "writing" | "fixing" | "written" | "refused" | "kept";
  /** Why it was refused. */
  reason?: string;
}

export interface Generated {
  /** "done": nothing is unmet. "unmet": the report says what is. */
  end: "done" | "unmet" | "cancelled" | "failed";
  report: UnmetReport;
  /** Files that a person wrote or changed, left as they are. */
  kept: readonly string[];
  written: readonly string[];
  /** Tests that were changed because they were red: a person should look at them. */
  changedTests: readonly string[];
  graph: ProjectGraph;
  bill: Bill;
  failure?: { code: string; message: string };
}

/** Stops soon after `signal` is aborted: what was written is told, nothing more is. */
export async function generateProject(
  task: GenerateTask,
  ports: GeneratePorts,
  signal: AbortSignal,
): Promise<Generated> {
  const generation = new Generation(task, ports, signal);
  await generation.writeFiles();
  await generation.check();
  for (let round = 1; round <= agentLimits.maxFixRounds && generation.isRed(); round++) await generation.fix(round);
  await generation.settle();
  return generation.result();
}

class Generation {
  readonly #task: GenerateTask;
  readonly #ports: GeneratePorts;
  readonly #signal: AbortSignal;
  readonly #view: ProjectView;
  readonly #order: readonly PlannedFile[];
  readonly #calls: BilledCall[] = [];
  readonly #kept = new Set<string>();
  readonly #written = new Set<string>();
  readonly #unchanged = new Set<string>();
  readonly #changedTests = new Set<string>();
  readonly #notWritten = new Map<string, string>();
  readonly #records: Map<string, GeneratedFile>;
  #problems: readonly ProjectProblem[] = [];
  #tests: readonly TestOutcome[] = [];
  #failure: { code: string; message: string } | undefined;

  constructor(task: GenerateTask, ports: GeneratePorts, signal: AbortSignal) {
    this.#task = task;
    this.#ports = ports;
    this.#signal = signal;
    const { project, outline, hash } = ports;
    this.#view = { read: (path) => project.read(path), outline, hash };
    this.#order = inOrder(task.plan.files);
    this.#records = new Map(task.graph?.files.map((file) => [file.path, file]));
    for (const path of task.locked ?? []) this.#kept.add(path);
    for (const file of this.#order) for (const path of this.#personal(file)) this.#kept.add(path);
  }

  async writeFiles(): Promise<void> {
    const wanted = new Set(this.#task.only ?? this.#order.map(({ path }) => path));
    for (const [index, file] of this.#order.entries()) {
      if (this.#isOver()) return;
      if (!wanted.has(file.path)) continue;
      if (this.#kept.has(file.path)) {
        const isLocked = this.#task.locked?.includes(file.path) ?? false;
        this.#notWritten.set(
          file.path,
          isLocked ? "The assistant may not write here." : "A person wrote or changed it; it is left as it is.",
        );
        this.#ports.onFile?.({ path: file.path, state: "kept" });
        continue;
      }
      const before = interfaceHash(file.path, this.#view);
      this.#ports.onFile?.({ path: file.path, state: "writing" });
      await this.#writeFile(file);
      this.#tellFile(file.path);
      if (interfaceHash(file.path, this.#view) !== before) {
        for (const other of this.#order) if (other.dependsOn.includes(file.path)) wanted.add(other.path);
      }
      this.#step("write", index + 1, file.path);
    }
  }

  async check(): Promise<void> {
    if (this.#isOver()) return;
    const sources = this.#order.flatMap((file) => this.#thereOf(file));
    this.#problems = await this.#ports.typeCheck(sources, this.#signal);
    if (this.#isOver()) return;
    this.#tests = await this.#ports.runTests(this.#testPaths(), this.#signal);
    this.#step("check", this.#order.length);
  }

  isRed(): boolean {
    return !this.#isOver() && this.#order.some((file) => this.#mayWrite(file) && this.#redOf(file).length > 0);
  }

  async fix(round: number): Promise<void> {
    for (const file of this.#order) {
      const red = this.#redOf(file);
      if (!red.length || !this.#mayWrite(file) || this.#isOver()) continue;
      const escalation = round === agentLimits.maxFixRounds ? 1 : 0;
      this.#ports.onFile?.({ path: file.path, state: "fixing" });
      const asked = await this.#asked(file, { ...askToFix(file, red, this.#ground()), escalation });
      this.#tellFile(file.path);
      if (file.tests !== undefined && asked.files.has(file.tests)) this.#changedTests.add(file.tests);
      this.#step("fix", round, file.path);
    }
    await this.check();
  }

  /** What the engine found nothing wrong with fits the interfaces as the rounds of fixing left them. */
  async settle(): Promise<void> {
    if (this.#isOver() || this.#order.some((file) => this.#redOf(file).length > 0)) return;
    for (const file of this.#order) {
      const record = this.#records.get(file.path);
      if (!record || this.#notWritten.has(file.path)) continue;
      this.#records.set(file.path, { ...record, needs: generatedFile(file, this.#task.items, this.#view).needs });
    }
    if (this.#written.size) await this.#keepGraph();
  }

  result(): Generated {
    const { plan, items } = this.#task;
    const notWritten = [...this.#notWritten].map(([path, message]) => ({ path, message }));
    const report = reportOf({
      plan,
      items,
      view: this.#view,
      notWritten,
      problems: this.#problems,
      tests: this.#tests,
    });
    const ended = report.isMet ? "done" : "unmet";
    return {
      end: this.#signal.aborted ? "cancelled" : this.#failure ? "failed" : ended,
      report,
      kept: [...this.#kept],
      written: [...this.#written],
      changedTests: [...this.#changedTests],
      graph: this.#graph(),
      bill: billOf(this.#calls),
      ...(this.#failure ? { failure: this.#failure } : {}),
    };
  }

  async #writeFile(file: PlannedFile): Promise<void> {
    this.#notWritten.set(file.path, "It was not written.");
    const asked = await this.#asked(file, askOfFile(file, this.#ground()));
    const reason =
      asked.refused[0]?.message ?? asked.failure?.message ?? asked.problems[0] ?? "The answers hold no edit.";
    const isSame = asked.end === "done" && !asked.files.has(file.path) && !this.#isOver();
    if (isSame) {
      this.#record(file, true);
      await this.#keepGraph();
      this.#unchanged.add(file.path);
    }
    if (isSame || (asked.files.has(file.path) && !asked.refused.length)) this.#notWritten.delete(file.path);
    else this.#notWritten.set(file.path, reason);
    const { tests } = file;
    const needsTests = tests !== undefined && !this.#kept.has(tests) && !asked.files.has(tests);
    if (needsTests && this.#written.has(file.path) && this.#view.read(tests) === undefined && !this.#isOver()) {
      await this.#asked(file, askForTests(file, this.#ground()));
    }
  }

  /** Asks for edits of a planned file and its tests, writes what can be done for certain, and notes what it came from. */
  async #asked(file: PlannedFile, ask: Omit<AskInput, "language">): Promise<AskedEdits> {
    const { model, project, gates, hear } = this.#ports;
    const { language, model: chosen } = this.#task;
    const asked = await askForEdits(
      {
        ask: { ...ask, language, ...(chosen === undefined ? {} : { model: chosen }) },
        allows: (path) => (path === file.path || path === file.tests) && !this.#kept.has(path),
        mayChangeNothing:
          ask.task === "write-file" && this.#records.has(file.path) && this.#view.read(file.path) !== undefined,
        forbids: (operation) =>
          operation.kind === "delete"
            ? { code: "outside", path: operation.path, message: `${operation.path} is planned: do not delete it.` }
            : undefined,
      },
      {
        model,
        project,
        gates: { ...gates, problems: this.#problemsWith(file), objects: pseudoCodeStays },
        ...(hear ? { hear } : {}),
      },
      this.#signal,
    );
    this.#calls.push(...asked.bill.calls);
    if (asked.failure) this.#failure = { code: asked.failure.code, message: asked.failure.message };
    const texts = [...asked.files].flatMap(([path, text]) => (text === undefined ? [] : [[path, text] as const]));
    if (asked.end === "cancelled" || !texts.length) return { ...asked, files: new Map() };
    const done = await this.#ports.write(new Map(texts));
    if (!done.ok) {
      this.#failure = done;
      return { ...asked, files: new Map() };
    }
    for (const [path] of texts) this.#written.add(path);
    if (this.#written.has(file.path)) {
      this.#record(file, ask.task === "write-file" && !asked.refused.length);
      await this.#keepGraph();
    }
    return asked;
  }

  /** Beside the files it tells of, so that whatever ends the generation leaves both as they belong together. */
  async #keepGraph(): Promise<void> {
    const kept = await this.#ports.write(new Map([[graphPath, `${JSON.stringify(this.#graph(), null, 2)}\n`]]));
    if (!kept.ok) this.#failure = kept;
  }

  /** `isMet`: it is written as the specification and the files it needs are now. */
  #record(file: PlannedFile, isMet: boolean): void {
    const now = generatedFile(file, this.#task.items, this.#view);
    const before = this.#records.get(file.path);
    const unmet = before ?? { needs: now.needs, spec: now.spec.map(({ of }) => ({ of, hash: "" })) };
    this.#records.set(file.path, isMet ? now : { ...now, spec: unmet.spec, needs: unmet.needs });
  }

  /** A planned export that is missing is a problem of the file as its language service's are. */
  #problemsWith(file: PlannedFile) {
    const { problems } = this.#ports.gates;
    return async (path: string, text: string, files: ReadonlyMap<string, string | undefined>) => {
      const told = problems ? await problems(path, text, files) : [];
      if (path !== file.path) return told;
      const view = { ...this.#view, read: () => text };
      return [...told, ...missingExports(path, file.exports, view).map((name) => `It exports no ${name}.`)];
    };
  }

  /** What may be written over on demand alone. */
  #personal(file: PlannedFile): string[] {
    const { items, overwrite = [] } = this.#task;
    const paths = personalFiles(file, this.#records.get(file.path), items, this.#view);
    return paths.filter((path) => !overwrite.includes(path));
  }

  /** A planned file and its tests, those that are there. */
  #thereOf({ path, tests }: PlannedFile): string[] {
    return [path, ...(tests === undefined ? [] : [tests])].filter((each) => this.#view.read(each) !== undefined);
  }

  #mayWrite(file: PlannedFile): boolean {
    return [file.path, file.tests].some((path) => path !== undefined && !this.#kept.has(path));
  }

  #redOf({ path, tests }: PlannedFile): ProjectProblem[] {
    const isOwn = (of: string) => of === path || of === tests;
    const red = this.#tests.filter((test) => !test.ok && isOwn(test.path));
    return [
      ...this.#problems.filter((problem) => isOwn(problem.path)),
      ...red.map(({ path: of, name, message = "" }) => ({ path: of, message: `The test “${name}” fails: ${message}` })),
    ];
  }

  #testPaths(): string[] {
    return this.#order.flatMap(({ tests }) =>
      tests === undefined || this.#view.read(tests) === undefined ? [] : [tests],
    );
  }

  #ground() {
    return { plan: this.#task.plan, items: this.#task.items, view: this.#view };
  }

  #graph(): ProjectGraph {
    const { plan } = this.#task;
    return { version: 1, plan, files: plan.files.flatMap(({ path }) => this.#records.get(path) ?? []) };
  }

  #tellFile(path: string): void {
    const reason = this.#notWritten.get(path);
    if (reason !== undefined && this.#signal.aborted) return this.#ports.onFile?.({ path, state: "waiting" });
    if (reason !== undefined) return this.#ports.onFile?.({ path, state: "refused", reason });
    const isUnchanged = this.#unchanged.has(path) && !this.#written.has(path);
    this.#ports.onFile?.({ path, state: isUnchanged ? "unchanged" : "written" });
  }

  #isOver(): boolean {
    return this.#signal.aborted || this.#failure !== undefined;
  }

  #step(phase: GenerateStep["phase"], done: number, path?: string): void {
    const total = phase === "fix" ? agentLimits.maxFixRounds : this.#order.length;
    this.#ports.onStep?.({ phase, done, total, graph: this.#graph(), ...(path === undefined ? {} : { path }) });
  }
}

/** What a person wrote as pseudo-code is the specification: it is still there beside the code. */
function pseudoCodeStays(path: string, before: string, after: string) {
  const lines = new Set(after.split("\n").map((line) => line.trim()));
  const lost = before.split("\n").find((line) => /^\s*\/\/!/.test(line) && !lines.has(line.trim()));
  if (lost === undefined) return undefined;
  const message = `${path} loses its pseudo-code “${lost.trim()}”: leave each line that begins with //! above its code.`;
  return { code: "code-changed" as const, path, message };
}
