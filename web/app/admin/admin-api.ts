/** The owner's API. Each call carries the token in its header and nowhere else, and answers; none throws. */
import * as v from "valibot";

const latency = v.optional(v.number());
const endpointSchema = v.object({
  id: v.string(),
  name: v.string(),
  endpoint: v.string(),
  tier: v.picklist(["small", "medium", "large"]),
  keySet: v.boolean(),
  off: v.boolean(),
  capabilities: v.object({
    state: v.picklist(["unknown", "known", "unreachable"]),
    contextTokens: v.optional(v.number()),
    fillIn: v.picklist(["accepted", "refused", "unknown"]),
  }),
  listed: v.optional(v.boolean()),
  pausedMs: v.number(),
  running: v.number(),
  waiting: v.number(),
  spend: v.object({
    outcomes: v.record(v.string(), v.number()),
    today: v.object({ day: v.string(), tokens: v.number(), cost: v.number() }),
    firstByteP50Ms: latency,
    firstByteP95Ms: latency,
  }),
  lastFailure: v.optional(v.object({ atMs: v.number(), code: v.string(), message: v.string() })),
});
export type EndpointView = v.InferOutput<typeof endpointSchema>;

const entrySchema = v.object({
  name: v.string(),
  endpoint: v.string(),
  dialect: v.string(),
  model: v.optional(v.string()),
  fim: v.optional(v.string()),
  tier: v.string(),
  concurrency: v.number(),
  contextTokens: v.optional(v.number()),
  price: v.optional(v.object({ promptPerMillion: v.number(), completionPerMillion: v.number() })),
});
export type EndpointEntry = v.InferOutput<typeof entrySchema>;

const kindSchema = v.picklist(["user", "guest", "address", "workspace"]);
const statusSchema = v.object({
  endpoints: v.array(endpointSchema),
  decisions: v.array(
    v.object({
      atMs: v.number(),
      route: v.string(),
      size: v.picklist(["short", "long"]),
      asked: v.array(v.string()),
      paused: v.array(v.string()),
    }),
  ),
  settings: v.array(v.object({ id: v.string(), entry: entrySchema })),
  routes: v.array(
    v.object({
      name: v.string(),
      tiers: v.array(v.picklist(["small", "medium", "large"])),
      escalateOn: v.array(v.string()),
      hedged: v.boolean(),
    }),
  ),
  quotas: v.object({
    limits: v.record(kindSchema, v.optional(v.number())),
    nearest: v.array(
      v.object({
        kind: kindSchema,
        id: v.string(),
        name: v.optional(v.string()),
        tokens: v.number(),
        limitTokens: v.number(),
      }),
    ),
  }),
  choices: v.object({ dialects: v.array(v.string()), families: v.array(v.string()), tiers: v.array(v.string()) }),
});
export type AdminView = v.InferOutput<typeof statusSchema>;

export type AdminFailure = "refused" | "bad-request" | "conflict" | "unreachable";
export type AdminAnswer<Value> = { ok: true; value: Value } | { ok: false; why: AdminFailure };

export interface AdminApi {
  status(): Promise<AdminAnswer<AdminView>>;
  /** `key` undefined keeps the one there is, "" takes it away. */
  put(id: string, entry: EndpointEntry, key: string | undefined): Promise<AdminAnswer<unknown>>;
  remove(id: string): Promise<AdminAnswer<unknown>>;
  turn(id: string, off: boolean): Promise<AdminAnswer<unknown>>;
  probe(id: string): Promise<AdminAnswer<unknown>>;
}

type Fetch = (path: string, init: RequestInit) => Promise<Response>;

export function createAdminApi(fetch: Fetch, token: string): AdminApi {
  const ask = async <Schema extends v.GenericSchema>(
    schema: Schema,
    method: string,
    path = "",
    body?: object,
  ): Promise<AdminAnswer<v.InferOutput<Schema>>> => {
    try {
      const response = await fetch(`/api/admin/models${path}`, {
        method,
        headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
        credentials: "omit",
        ...(body && { body: JSON.stringify(body) }),
      });
      if (!response.ok) return { ok: false, why: whyOf(response.status) };
      return { ok: true, value: v.parse(schema, await response.json()) };
    } catch {
      // No answer, or one that is not this server's: the owner is told so, and it is asked again.
      return { ok: false, why: "unreachable" };
    }
  };
  const pathOf = (id: string) => `/${encodeURIComponent(id)}`;
  return {
    status: () => ask(statusSchema, "GET"),
    put: (id, entry, key) => ask(v.unknown(), "PUT", pathOf(id), { entry, ...(key !== undefined && { key }) }),
    remove: (id) => ask(v.unknown(), "DELETE", pathOf(id)),
    turn: (id, off) => ask(v.unknown(), "PUT", `${pathOf(id)}/off`, { off }),
    probe: (id) => ask(v.unknown(), "POST", `${pathOf(id)}/probe`),
  };
}

function whyOf(status: number): AdminFailure {
  if (status === 400 || status === 413) return "bad-request";
  if (status === 409) return "conflict";
  return status === 401 || status === 403 || status === 404 ? "refused" : "unreachable";
}
