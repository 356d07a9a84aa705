/** A task of the assistant on the code: what it is about, what it needs of the page, and what comes of it. */
import type { AskInput, AskModel } from "../../../shared/agent/ask.ts";
import type { Bill } from "../../../shared/agent/bill.ts";
import type { EditOperation } from "../../../shared/agent/edits/operation.ts";
import type { OutlineItem } from "../../../shared/agent/outline.ts";
import type { CharacterisationTrial } from "../../../shared/agent/static/tests-task.ts";
import type { TaskName } from "../../../shared/agent/tasks.ts";
import type { TestRun } from "./test-run.ts";
import type { TrialFiles, TrialRun } from "./trial.ts";

/** Tasks that change files. */
export type EditingTask = Extract<TaskName, "generate" | "comment" | "tests" | "optimise" | "fix">;

/** The code that a task is about, as it was when it was asked for. Offsets are the text's. */
export interface Target {
  path: string;
  text: string;
  from: number;
  to: number;
}

export interface ReviewedFile {
  path: string;
  /** Undefined: there was none. */
  before: string | undefined;
  /** Undefined: it goes. */
  after: string | undefined;
}

/** How far a task is. */
export type Step =
  | { kind: "writing"; chars: number }
  /** Of a long file, symbols. */
  | { kind: "parts"; done: number; total: number }
  | { kind: "testing" }
  /** Without a model. */
  | { kind: "analysing" };

/** What the person should know of a proposal beside its texts. */
export type Note =
  | { kind: "static" }
  | { kind: "refused"; count: number }
  /** Symbols that the task was for and that did not get it. */
  | { kind: "missing"; symbols: readonly string[] }
  | { kind: "tests"; passed: number; failed: readonly string[] }
  | { kind: "not-run" }
  /** In the words of the analysis. */
  | { kind: "said"; text: string };

export interface Proposal {
  files: readonly ReviewedFile[];
  notes: readonly Note[];
  bill: Bill;
}

/** Why there is none: a code of the wire or of an edit, or "nothing". */
export interface NoProposal {
  code: string;
  message: string;
  bill: Bill;
}

/** What static analysis says of a task. */
export type StaticAnswer =
  | { kind: "edits"; operations: EditOperation[]; notes: string[]; trial?: CharacterisationTrial }
  | { kind: "nothing"; reason: string };

export interface FileSyntax {
  errors(path: string, text: string): number;
  outline(path: string, text: string): readonly OutlineItem[];
}

export interface DeskPorts {
  /** Undefined where no model is connected. */
  model(): Promise<AskModel | undefined>;
  syntax(): Promise<FileSyntax>;
  /** The text of a file of the project now. */
  read(path: string): string | undefined;
  language(): AskInput["language"];
  /** Why the assistant may not do this: the person has turned it off, or the project's dial forbids it. */
  forbids(task: EditingTask, path: string): "off" | "dial" | undefined;
  /** What helps beside the code: problems, other files. */
  context(task: EditingTask, target: Target): Promise<AskInput["context"]>;
  /** What static analysis has to say. */
  analyse(task: EditingTask, target: Target, signal: AbortSignal): Promise<StaticAnswer>;
  /** Runs a program in the engine on a copy of the project with these files over it. Rejects where the engine cannot. */
  run(files: TrialFiles, command: readonly string[], signal: AbortSignal): Promise<TrialRun>;
  runTests(files: TrialFiles, paths: readonly string[], signal: AbortSignal): Promise<TestRun>;
  /** Writes what the person kept. */
  write(files: readonly ReviewedFile[]): void;
}

/** A task at work. */
export interface Work {
  task: EditingTask;
  target: Target;
  request: string;
  ports: DeskPorts;
  syntax: FileSyntax;
  signal: AbortSignal;
  onStep(step: Step): void;
}

/** Where tests lie by the usual names. */
export function isTestPath(path: string): boolean {
  return /(?:^|\/)(?:tests?|__tests__|spec)\/|[._-](?:test|spec)\.[^/]+$|(?:^|\/)test_[^/]+\.py$/.test(path);
}
