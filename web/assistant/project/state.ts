/** How far a whole project is: from what is asked for, by way of a plan that a person changes, to the report. */
import type { Bill } from "../../../shared/agent/bill.ts";
import type { DraftFile } from "../../../shared/agent/project/draft.ts";
import type { FileProgress, Generated } from "../../../shared/agent/project/generate.ts";
import type { PlanProblem, ProjectPlan } from "../../../shared/agent/project/plan.ts";
import type { SpecItem } from "../../../shared/agent/project/spec-items.ts";
import type { ProjectGround } from "./ground.ts";

export interface Failure {
  /** A code of the wire, of the dial or of a plan, for the words. */
  code: string;
  message: string;
}

interface Common {
  ground: ProjectGround;
  /** False: what is shown is static analysis. */
  hasModel: boolean;
  /** In the person's words, where the project has no specification. */
  description: string;
}

export interface StartState extends Common {
  phase: "start";
  failure?: Failure | undefined;
}

export interface PlanState extends Common {
  phase: "plan";
  plan: ProjectPlan;
  /** What was left out of the model's plan. */
  problems: readonly PlanProblem[];
  /** In the order of writing. */
  files: readonly DraftFile[];
  uncovered: readonly SpecItem[];
  /** Files of a person that are to be written over. */
  overwrite: readonly string[];
  /** Planned paths where the assistant may not write. */
  locked: readonly string[];
  /** What the plan has cost. */
  bill: Bill;
  failure?: Failure | undefined;
}

/** What is under way besides the files. */
export type Doing = { kind: "write" | "types" } | { kind: "command"; command: string };

export interface WorkingState extends Omit<PlanState, "phase"> {
  phase: "working";
  progress: readonly FileProgress[];
  doing: Doing;
  /** Characters of the answer that is coming. */
  chars: number;
  /** Stop was pressed; what is on ends. */
  stopping: boolean;
}

export interface ReportState extends Omit<PlanState, "phase"> {
  phase: "report";
  progress: readonly FileProgress[];
  generated: Generated;
  /** Files of which something could not be written: somebody else has changed the same lines. */
  conflicts: readonly string[];
  /** The specification was changed while it ran. */
  isStale: boolean;
  undo: "nothing" | "possible" | "done";
  /** Changes that could not be taken back, because others have changed the same lines since. */
  undoLeft: number;
}

export type ProjectState =
  | { phase: "closed" }
  | StartState
  | { phase: "planning"; from: StartState | PlanState; chars: number }
  | PlanState
  | WorkingState
  | ReportState;
