/** Frames of an agent's run on the assistant socket. The browser reads those of the server when it has an agent, not before. */
import * as v from "valibot";
import { effects } from "../agent/loop/approval.ts";
import { loopLimits } from "../agent/loop/limits.ts";
import { callSchema, toolNames } from "../agent/loop/tools.ts";
import { endReasons, stepSchema, toolResultSchema } from "../agent/loop/transcript.ts";

const run = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
const label = v.pipe(v.string(), v.maxLength(1_024));
const hash = v.pipe(v.string(), v.length(64));
const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));

export const agentClientSchema = v.variant("type", [
  v.strictObject({
    type: v.literal("agent-start"),
    /** A name that the client makes up. */
    run,
    workspace: label,
    request: v.pipe(v.string(), v.minLength(1), v.maxLength(loopLimits.maxRequestChars)),
    language: v.picklist(["en", "zh-CN"]),
    /** Whether edits of plain files need a yes each. */
    edits: v.picklist(["ask", "allow"]),
    model: v.optional(label),
    /** The tools that there are for this run, such as those of an agent that the project defines; all when left out. */
    tools: v.optional(v.pipe(v.array(v.picklist(toolNames)), v.maxLength(toolNames.length))),
    /** What helps: rules, open files, problems; the most helpful first. */
    context: v.optional(
      v.pipe(
        v.array(
          v.strictObject({
            label,
            text: v.pipe(v.string(), v.maxLength(loopLimits.maxPassageChars)),
            path: v.optional(v.pipe(v.string(), v.maxLength(4_096))),
          }),
        ),
        v.maxLength(loopLimits.maxPassages),
      ),
      [],
    ),
  }),
  v.strictObject({ type: v.literal("agent-result"), run, call: label, result: toolResultSchema }),
  v.strictObject({ type: v.literal("agent-approve"), run, hash }),
  v.strictObject({ type: v.literal("agent-refuse"), run, hash }),
  v.strictObject({ type: v.literal("agent-stop"), run }),
  /** `from`: how many steps the client has. */
  v.strictObject({ type: v.literal("agent-resume"), run, from: count }),
]);
export type AgentClientFrame = v.InferOutput<typeof agentClientSchema>;
/** A frame as it is written: what has a default may be left out. */
export type AgentClientInput = v.InferInput<typeof agentClientSchema>;

const eventSchema = v.variant("kind", [
  v.strictObject({ kind: v.literal("step"), index: count, step: stepSchema }),
  /** More of the answer that is being written; a step has all of it in the end. */
  v.strictObject({ kind: v.literal("delta"), text: v.string() }),
  /** A person must say yes or no to exactly this. */
  v.strictObject({ kind: v.literal("approval"), call: callSchema, effect: v.picklist(effects), hash }),
  v.strictObject({
    kind: v.literal("finished"),
    reason: v.picklist(endReasons),
    message: label,
    tokens: count,
    cost: v.optional(v.number()),
  }),
  /** Another tab goes on with the run. */
  v.strictObject({ kind: v.literal("moved") }),
]);

export const agentServerSchema = v.variant("type", [
  v.strictObject({ type: v.literal("agent-event"), run, event: eventSchema }),
  /** To be carried out in the browser. `again`: it was sent before, and its result did not arrive. */
  v.strictObject({ type: v.literal("agent-tool"), run, call: callSchema, again: v.boolean() }),
]);
export type AgentServerFrame = v.InferOutput<typeof agentServerSchema>;
export type AgentEvent = v.InferOutput<typeof eventSchema>;
