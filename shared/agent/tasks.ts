/** What the assistant can be asked for, as data: one row a task. */
import type { AssistantPermission } from "../access/dial.ts";

export const taskNames = [
  "chat",
  "hint",
  "explain",
  "review",
  "commit",
  "generate",
  "comment",
  "tests",
  "optimise",
  "fix",
  "plan",
  "write-file",
  "agent",
] as const;
export type TaskName = (typeof taskNames)[number];

export interface TaskRule {
  /** The dial must allow this for the file that the task is about. */
  needs: AssistantPermission;
  /** "prose" for people; "edits" as SEARCH/REPLACE blocks or whole new files; "code" that takes the selection's place; "json". */
  answer: "prose" | "edits" | "code" | "json";
}

export const taskRules: Record<TaskName, TaskRule> = {
  /** Questions and answers about the code. */
  chat: { needs: "explain", answer: "prose" },
  /** A nudge for learners, never the solution. */
  hint: { needs: "hint", answer: "prose" },
  explain: { needs: "explain", answer: "prose" },
  review: { needs: "explain", answer: "prose" },
  commit: { needs: "explain", answer: "prose" },
  /** Natural language to code at the caret or in place of the selection. */
  generate: { needs: "edit", answer: "code" },
  comment: { needs: "edit", answer: "edits" },
  tests: { needs: "edit", answer: "edits" },
  optimise: { needs: "edit", answer: "edits" },
  fix: { needs: "edit", answer: "edits" },
  /** A project's files, what they export and what tests them, from a description or a specification. */
  plan: { needs: "edit", answer: "json" },
  /** One file of a plan. */
  "write-file": { needs: "edit", answer: "edits" },
  /** One step of an agent. */
  agent: { needs: "agent", answer: "edits" },
};
