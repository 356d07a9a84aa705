/** JSON frames of the assistant socket. */
import * as v from "valibot";
import { askSchema } from "../agent/ask.ts";

const id = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
const short = v.pipe(v.string(), v.maxLength(1_024));
const code = v.pipe(v.string(), v.maxLength(65_536));
const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));

export const assistantClientSchema = v.variant("type", [
  v.strictObject({ type: v.literal("hello"), protocol: count }),
  v.strictObject({
    type: v.literal("complete"),
    id,
    workspace: short,
    path: short,
    language: short,
    prefix: code,
    suffix: code,
    /** "auto" while typing, "manual" by key. */
    trigger: v.picklist(["auto", "manual"]),
    model: v.optional(short),
    /** Other files that help, the most helpful first. */
    context: v.optional(v.pipe(v.array(v.strictObject({ path: short, text: code })), v.maxLength(16))),
  }),
  v.strictObject({ type: v.literal("ask"), id, workspace: short, ask: askSchema }),
  v.strictObject({ type: v.literal("cancel"), id }),
  v.strictObject({ type: v.literal("ping"), at: count }),
]);
export type AssistantClientFrame = v.InferOutput<typeof assistantClientSchema>;
/** A frame as it is written: what has a default may be left out. */
export type AssistantClientInput = v.InferInput<typeof assistantClientSchema>;

export const upstreamErrorCodes = [
  "no-model",
  "refused",
  "timeout",
  "cut",
  "garbage",
  "unauthorized",
  "not-found",
  "rate-limited",
  "upstream-error",
  "forbidden",
  /** The dial of the workspace does not allow it. */
  "dial",
  /** The payer's tokens of the day are used up. */
  "quota",
  /** The endpoint is busy, and no place to wait is left. */
  "queue-full",
  /** The question is longer than any model here can read. */
  "context",
  /** No run of an agent waits for this. */
  "agent",
  "internal",
  "bad-frame",
] as const;

/** The day's tokens of the payer who has least of them left. */
export const quotaSchema = v.strictObject({ usedTokens: count, limitTokens: count });
export type QuotaStanding = v.InferOutput<typeof quotaSchema>;

export const modelSchema = v.strictObject({ id: short, name: short, endpoint: short });
export const assistantServerSchema = v.variant("type", [
  v.strictObject({ type: v.literal("welcome"), protocol: count, models: v.array(modelSchema) }),
  /** The models are others from now on. */
  v.strictObject({ type: v.literal("models"), models: v.array(modelSchema) }),
  /** The endpoint is busy: so many requests are served before this one. */
  v.strictObject({ type: v.literal("waiting"), id, ahead: count }),
  v.strictObject({ type: v.literal("delta"), id, text: code }),
  v.strictObject({
    type: v.literal("done"),
    id,
    model: short,
    endpoint: short,
    firstByteMs: v.number(),
    totalMs: v.number(),
    reason: v.picklist(["stop", "length", "cancelled"]),
    /** Tokens that the answer used. */
    tokens: count,
    /** What they cost, in the currency of the owner's prices. */
    cost: v.optional(v.number()),
    quota: v.optional(quotaSchema),
  }),
  v.strictObject({
    type: v.literal("error"),
    id: v.optional(id),
    code: v.picklist(upstreamErrorCodes),
    message: short,
    endpoint: v.optional(short),
    quota: v.optional(quotaSchema),
  }),
  v.strictObject({ type: v.literal("pong"), at: count }),
  /** Of an agent's run: read further (`agent.ts`) where there is one. */
  v.strictObject({ type: v.literal("agent-event"), run: id, event: v.unknown() }),
  v.strictObject({ type: v.literal("agent-tool"), run: id, call: v.unknown(), again: v.boolean() }),
]);
export type AssistantServerFrame = v.InferOutput<typeof assistantServerSchema>;
