/** JSON control frames of the sync socket. */
import * as v from "valibot";
import { dialSchema } from "../access/dial.ts";

const id = v.pipe(v.string(), v.minLength(1), v.maxLength(128));
const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));
/** A Yjs client id: unsigned 32 bits, 0 excluded. */
const replica = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(0xffff_ffff));
const text = v.pipe(v.string(), v.maxLength(2_000));

export const roleSchema = v.picklist(["owner", "editor", "viewer"]);
export type Role = v.InferOutput<typeof roleSchema>;

export const clientControlSchema = v.variant("type", [
  v.strictObject({
    type: v.literal("hello"),
    protocol: count,
    replica: v.optional(replica),
    known: v.optional(v.strictObject({ epoch: id, head: count })),
  }),
  v.strictObject({ type: v.literal("credit"), bytes: count }),
  v.strictObject({ type: v.literal("ping"), at: count }),
]);
export type ClientControl = v.InferOutput<typeof clientControlSchema>;

export const userSchema = v.strictObject({ id, name: text, color: text });
export type WireUser = v.InferOutput<typeof userSchema>;

export const rejectCodes = ["forbidden", "invalid-update", "too-large", "limit-files", "storage-full"] as const;
export const serverControlSchema = v.variant("type", [
  v.strictObject({
    type: v.literal("welcome"),
    protocol: count,
    epoch: id,
    head: count,
    replica,
    lastSeq: count,
    role: roleSchema,
    user: userSchema,
    creditBytes: count,
    /** What the assistant may do in the workspace. */
    dial: dialSchema,
  }),
  v.strictObject({ type: v.literal("synced"), head: count }),
  v.strictObject({ type: v.literal("ack"), upTo: count, head: count }),
  v.strictObject({ type: v.literal("reject"), seq: count, code: v.picklist(rejectCodes), message: text }),
  v.strictObject({ type: v.literal("role"), role: roleSchema }),
  v.strictObject({ type: v.literal("dial"), dial: dialSchema }),
  v.strictObject({ type: v.literal("error"), code: v.string(), message: text }),
  v.strictObject({ type: v.literal("pong"), at: count }),
]);
export type ServerControl = v.InferOutput<typeof serverControlSchema>;
