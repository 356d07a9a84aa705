/** Which model for which task, as data. The first row that fits a question is its route. */
import type { AssistantPermission } from "../../shared/access/dial.ts";
import type { FailureCode } from "./failure.ts";
import { inferenceLimits as limits } from "./limits.ts";

export const tiers = ["small", "medium", "large"] as const;
export type Tier = (typeof tiers)[number];

export type Task = "complete-auto" | "complete-manual";

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

const common = {
  needs: "complete",
  format: "fill-in",
  temperature: limits.temperature,
  firstByteMs: limits.firstByteTimeoutMs,
  idleMs: limits.idleTimeoutMs,
  totalMs: limits.totalTimeoutMs,
  retries: 1,
  hedged: true,
  // A wrong key or an unknown model is for the owner to see, not for another model to hide.
  escalateOn: ["refused", "timeout", "cut", "garbage", "rate-limited", "upstream-error", "queue-full"],
} as const satisfies Partial<Route>;

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
];
