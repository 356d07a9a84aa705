/** Which model for which task, as data. The first row that fits a question is its route. */
import type { AssistantPermission } from "../../shared/access/dial.ts";
import { type TaskName, taskNames, taskRules } from "../../shared/agent/tasks.ts";
import type { FailureCode } from "./failure.ts";
import { inferenceLimits as limits } from "./limits.ts";

export const tiers = ["small", "medium", "large"] as const;
export type Tier = (typeof tiers)[number];

export type Task = "complete-auto" | "complete-manual" | TaskName;

export type PromptSize = "short" | "long";

export interface Route {
  /** How the decision names it. */
  name: string;
  task: Task;
  size: PromptSize | "any";
  /** The dial must allow this. */
  needs: AssistantPermission;
  /** The tier wanted, then those that it escalates to; a tier that is not here comes last. */
  tiers: readonly Tier[];
  /** Models that fill in come before those that chat, or the reverse. */
  format: "fill-in" | "chat";
  temperature: number;
  maxTokens: number;
  /** For all attempts together: a later first byte is of no use. */
  firstByteMs: number;
  idleMs: number;
  totalMs: number;
  /** Further attempts at the same endpoint after a passing failure. */
  retries: number;
  /** Whether a second endpoint is asked when the first is slower than it usually is. */
  hedged: boolean;
  /** After these the next candidate is asked. */
  escalateOn: readonly FailureCode[];
}

/** A wrong key or an unknown model is for the owner to see, not for another model to hide. */
const passing = ["refused", "timeout", "cut", "garbage", "rate-limited", "upstream-error", "queue-full"] as const;

const common = {
  needs: "complete",
  format: "fill-in",
  temperature: limits.temperature,
  firstByteMs: limits.firstByteTimeoutMs,
  idleMs: limits.idleTimeoutMs,
  totalMs: limits.totalTimeoutMs,
  retries: 1,
  hedged: true,
  escalateOn: passing,
} as const satisfies Partial<Route>;

/** What each task wants of a model; the rest is the same for all of them. */
const wants: Record<TaskName, Pick<Route, "tiers" | "maxTokens" | "temperature">> = {
  chat: prose("medium", "large", "small"),
  hint: prose("medium", "small", "large"),
  explain: prose("medium", "large", "small"),
  review: prose("medium", "large", "small"),
  commit: prose("small", "medium", "large"),
  generate: edits("medium", "large", "small"),
  comment: edits("small", "medium", "large"),
  tests: edits("medium", "large", "small"),
  optimise: edits("medium", "large", "small"),
  fix: edits("medium", "large", "small"),
  plan: edits("large", "medium", "small"),
  "write-file": edits("large", "medium", "small"),
  agent: { ...edits("large", "medium", "small"), maxTokens: limits.maxTokensAgent },
};

function prose(...tiers: Tier[]): Pick<Route, "tiers" | "maxTokens" | "temperature"> {
  return { tiers, maxTokens: limits.maxTokensProse, temperature: limits.proseTemperature };
}

function edits(...tiers: Tier[]): Pick<Route, "tiers" | "maxTokens" | "temperature"> {
  return { tiers, maxTokens: limits.maxTokensEdits, temperature: limits.temperature };
}

function taskRoute(task: TaskName): Route {
  return {
    name: task,
    task,
    size: "any",
    needs: taskRules[task].needs,
    format: "chat",
    ...wants[task],
    firstByteMs: limits.askFirstByteTimeoutMs,
    idleMs: limits.askIdleTimeoutMs,
    totalMs: limits.askTotalTimeoutMs,
    retries: 1,
    hedged: false,
    escalateOn: [...passing, "context"],
  };
}

export const routingTable: readonly Route[] = [
  {
    ...common,
    name: "typing",
    task: "complete-auto",
    size: "short",
    tiers: ["small", "medium", "large"],
    maxTokens: limits.maxTokensAuto,
  },
  {
    ...common,
    name: "typing in a long file",
    task: "complete-auto",
    size: "long",
    tiers: ["small", "medium", "large"],
    maxTokens: limits.maxTokensAuto,
    // Reading a long prompt twice costs more than waiting for it.
    hedged: false,
  },
  {
    ...common,
    name: "asked by key",
    task: "complete-manual",
    size: "any",
    tiers: ["medium", "large", "small"],
    maxTokens: limits.maxTokensManual,
  },
  ...taskNames.map(taskRoute),
];
