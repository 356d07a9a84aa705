/** What every route has at hand. */
import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import * as v from "valibot";
import { type AccessRole, can, type Operation } from "../../shared/access/can.ts";
import { isId } from "../../shared/workspace/ids.ts";
import type { Auth, SessionUser } from "../auth/auth.ts";
import type { EdgeConfig } from "../config.ts";
import type { ModelAdmin } from "../inference/model-admin.ts";
import type { ModelInfo } from "../inference/model-settings.ts";
import { edgeLimits } from "../limits.ts";
import type { Assets, Blobs, Clock, Db, Log, Random } from "../ports.ts";
import type { RegistryProxy } from "../proxy/registry.ts";
import { readAtMost } from "../read-at-most.ts";
import type { Conversations } from "../rooms/conversations.ts";
import type { Links } from "../rooms/links.ts";
import type { Rooms } from "../rooms/rooms.ts";
import type { Tickets } from "../rooms/tickets.ts";
import type { Workspaces } from "../rooms/workspaces.ts";

/** The assistant sockets and the model catalogue, as the inference room gives them. */
export interface Assistants {
  upgrade(context: Context, user: SessionUser, address: string): Promise<Response>;
  models(): Promise<ModelInfo[]>;
  /** For the installation's owner. */
  admin: ModelAdmin;
}

/** Ports that the host hands in. */
export interface EdgePorts {
  db: Db;
  blobs: Blobs;
  rooms: Rooms;
  assistants: Assistants;
  assets: Assets;
  registry: Pick<RegistryProxy, "get">;
  clock: Clock;
  random: Random;
  log: Log;
  /** The peer's address, for counting. */
  addressOf(context: Context): string;
}

/** The ports and the services over them. */
export interface Services extends EdgePorts {
  config: EdgeConfig;
  auth: Auth;
  workspaces: Workspaces;
  links: Links;
  conversations: Conversations;
  tickets: Tickets;
}

export const errorStatus = {
  "bad-request": 400,
  unauthenticated: 401,
  forbidden: 403,
  "not-found": 404,
  "method-not-allowed": 405,
  conflict: 409,
  "too-large": 413,
  "wrong-host": 421,
  "rate-limited": 429,
  internal: 500,
  upstream: 502,
  "not-built": 503,
  "storage-full": 507,
} as const satisfies Record<string, ContentfulStatusCode>;
export type ErrorCode = keyof typeof errorStatus;

/** Every failure of the API: `{error: {code, message}}`. */
export function problem(context: Context, code: ErrorCode, message: string): Response {
  return context.json({ error: { code, message } }, errorStatus[code]);
}

/** One answer for what does not exist and what is not yours, so that ids cannot be guessed. */
export function notFound(context: Context): Response {
  return problem(context, "not-found", "There is nothing here, or it is not yours.");
}

/** The body as `schema`, or the answer to give instead. An empty body counts as `{}`. */
export async function readBody<Schema extends v.GenericSchema>(
  context: Context,
  schema: Schema,
  maxBytes: number = edgeLimits.maxJsonBytes,
): Promise<{ body: v.InferOutput<Schema> } | { answer: Response }> {
  const bytes = await readAtMost(context.req.raw, maxBytes);
  if (!bytes) return { answer: problem(context, "too-large", `The request holds more than ${maxBytes / 1_024} KiB.`) };
  const text = new TextDecoder().decode(bytes);
  const parsed = v.safeParse(schema, parseJson(text === "" ? "{}" : text));
  return parsed.success
    ? { body: parsed.output }
    : { answer: problem(context, "bad-request", "The request does not fit its schema.") };
}

export type Guarded = { user: SessionUser; workspace: string; access: AccessRole };

/** Who asks, what they may do with the workspace in the path, or the answer to give instead. */
export async function guard(
  context: Context,
  services: Services,
  operation: Operation,
): Promise<Guarded | { answer: Response }> {
  const user = await services.auth.userOf(context.req.raw.headers);
  if (!user) return { answer: problem(context, "unauthenticated", "Sign in first.") };
  const workspace = context.req.param("workspace") ?? "";
  const access = isId(workspace) ? await services.workspaces.accessOf(workspace, user.id) : "anonymous";
  if (!can(access, "read")) return { answer: notFound(context) };
  if (!can(access, operation))
    return { answer: problem(context, "forbidden", "Your role in this workspace does not allow this.") };
  return { user, workspace, access };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: the schema check that follows refuses `undefined` and answers.
    return undefined;
  }
}
