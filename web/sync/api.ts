/** The HTTP API of the IDE's origin, one function a route. Failures are values with the server's code. */
import * as v from "valibot";
import type { Dial } from "../../shared/access/dial.ts";
import { fail, type Result, succeed } from "../../shared/lib/result.ts";
import { modelSchema } from "../../shared/protocol/assistant.ts";
import { roleSchema } from "../../shared/protocol/control.ts";

const userSchema = v.object({ id: v.string(), name: v.string(), color: v.string(), guest: v.boolean() });
const workspaceSchema = v.object({ id: v.string(), name: v.string(), role: roleSchema, updatedAt: v.number() });
const linkRoleSchema = v.picklist(["view", "edit"]);
const linkSchema = v.object({ id: v.string(), role: linkRoleSchema, createdAt: v.number() });
const newLinkSchema = v.object({ ...linkSchema.entries, token: v.string() });
const errorSchema = v.object({ error: v.object({ code: v.string(), message: v.string() }) });
const doneSchema = v.unknown();

export type User = v.InferOutput<typeof userSchema>;
export type ListedWorkspace = v.InferOutput<typeof workspaceSchema>;
export type LinkRole = v.InferOutput<typeof linkRoleSchema>;
export type ShareLink = v.InferOutput<typeof linkSchema>;
/** The token is told once; the link for people is `<ide>/join#<token>`. */
export type NewShareLink = v.InferOutput<typeof newLinkSchema>;
export type ListedModel = v.InferOutput<typeof modelSchema>;

export type ApiError =
  | "unreachable"
  | "bad-answer"
  | "bad-request"
  | "unauthenticated"
  | "forbidden"
  | "not-found"
  | "conflict"
  | "too-large"
  | "rate-limited"
  | "storage-full"
  | "internal";
const knownErrors: readonly ApiError[] = [
  "bad-request",
  "unauthenticated",
  "forbidden",
  "not-found",
  "conflict",
  "too-large",
  "rate-limited",
  "storage-full",
];
export type ApiResult<Value> = Promise<Result<Value, ApiError>>;

type Fetch = (path: string, init?: RequestInit) => Promise<Response>;
type Method = "GET" | "POST" | "PATCH" | "PUT" | "DELETE";

export class Api {
  readonly #fetch: Fetch;

  /** `fetch` gets paths from the root of the IDE's origin and sends its cookies. */
  constructor(fetch: Fetch) {
    this.#fetch = fetch;
  }

  async me(): ApiResult<User | null> {
    return mapped(await this.ask("GET", "/api/me", v.object({ user: v.nullable(userSchema) })), ({ user }) => user);
  }

  /** The person behind this browser; a new guest when there is none. */
  async guest(): ApiResult<User> {
    return mapped(await this.ask("POST", "/api/guest", v.object({ user: userSchema })), ({ user }) => user);
  }

  async workspaces(): ApiResult<ListedWorkspace[]> {
    const schema = v.object({ workspaces: v.array(workspaceSchema) });
    return mapped(await this.ask("GET", "/api/workspaces", schema), ({ workspaces }) => workspaces);
  }

  async createWorkspace(options: { name?: string; template?: string } = {}): ApiResult<ListedWorkspace> {
    return this.#workspace("POST", "/api/workspaces", options);
  }

  async workspace(id: string): ApiResult<ListedWorkspace> {
    return this.#workspace("GET", workspacePath(id));
  }

  async renameWorkspace(id: string, name: string): ApiResult<ListedWorkspace> {
    return this.#workspace("PATCH", workspacePath(id), { name });
  }

  async deleteWorkspace(id: string): ApiResult<undefined> {
    return mapped(await this.ask("DELETE", workspacePath(id), doneSchema), () => undefined);
  }

  /** Says what the assistant may do in the workspace; its owner may. */
  async turnDial(workspaceId: string, dial: Dial): ApiResult<undefined> {
    return mapped(await this.ask("PUT", `${workspacePath(workspaceId)}/dial`, doneSchema, { dial }), () => undefined);
  }

  async links(workspaceId: string): ApiResult<ShareLink[]> {
    const schema = v.object({ links: v.array(linkSchema) });
    return mapped(await this.ask("GET", `${workspacePath(workspaceId)}/links`, schema), ({ links }) => links);
  }

  async createLink(workspaceId: string, role: LinkRole): ApiResult<NewShareLink> {
    const schema = v.object({ link: newLinkSchema });
    return mapped(await this.ask("POST", `${workspacePath(workspaceId)}/links`, schema, { role }), ({ link }) => link);
  }

  async revokeLink(workspaceId: string, linkId: string): ApiResult<undefined> {
    const path = `${workspacePath(workspaceId)}/links/${encodeURIComponent(linkId)}`;
    return mapped(await this.ask("DELETE", path, doneSchema), () => undefined);
  }

  async redeemLink(token: string): ApiResult<{ workspaceId: string; role: v.InferOutput<typeof roleSchema> }> {
    const schema = v.object({ workspaceId: v.string(), role: roleSchema });
    return this.ask("POST", "/api/links/redeem", schema, { token });
  }

  async models(): ApiResult<ListedModel[]> {
    const schema = v.object({ models: v.array(modelSchema) });
    return mapped(await this.ask("GET", "/api/models", schema), ({ models }) => models);
  }

  /** Keeps bytes under their SHA-256 (hex). */
  async putBlob(workspaceId: string, hash: string, bytes: Uint8Array<ArrayBuffer>): ApiResult<undefined> {
    const response = await this.#send("PUT", blobPath(workspaceId, hash), { body: bytes });
    if (!response.ok) return response;
    return response.value.ok ? succeed(undefined) : readProblem(response.value);
  }

  async blob(workspaceId: string, hash: string): ApiResult<Uint8Array<ArrayBuffer>> {
    const response = await this.#send("GET", blobPath(workspaceId, hash));
    if (!response.ok) return response;
    if (!response.value.ok) return readProblem(response.value);
    try {
      return succeed(new Uint8Array(await response.value.arrayBuffer()));
    } catch {
      // Cut in the middle of the body.
      return unreachable();
    }
  }

  async #workspace(method: Method, path: string, body?: unknown): ApiResult<ListedWorkspace> {
    const schema = v.object({ workspace: workspaceSchema });
    return mapped(await this.ask(method, path, schema, body), ({ workspace }) => workspace);
  }

  /** Asks any route of the API; the answer as `schema`. */
  async ask<Schema extends v.GenericSchema>(
    method: Method,
    path: string,
    schema: Schema,
    body?: unknown,
  ): ApiResult<v.InferOutput<Schema>> {
    const headers = { "Content-Type": "application/json" };
    const sent = await this.#send(method, path, body === undefined ? {} : { headers, body: JSON.stringify(body) });
    if (!sent.ok) return sent;
    if (!sent.value.ok) return readProblem(sent.value);
    const parsed = v.safeParse(schema, await readJson(sent.value));
    return parsed.success ? succeed(parsed.output) : fail("bad-answer", "The server's answer could not be read.");
  }

  async #send(method: Method, path: string, init: RequestInit = {}): ApiResult<Response> {
    try {
      return succeed(await this.#fetch(path, { method, credentials: "same-origin", ...init }));
    } catch {
      // fetch throws for one reason only: no answer came.
      return unreachable();
    }
  }
}

function workspacePath(id: string): string {
  return `/api/workspaces/${encodeURIComponent(id)}`;
}

function blobPath(workspaceId: string, hash: string): string {
  return `${workspacePath(workspaceId)}/blobs/${encodeURIComponent(hash)}`;
}

async function readProblem(response: Response): ApiResult<never> {
  const parsed = v.safeParse(errorSchema, await readJson(response));
  if (!parsed.success) return fail("internal", `The server answered ${response.status}.`);
  const { code, message } = parsed.output.error;
  return fail(knownErrors.find((known) => known === code) ?? "internal", message);
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    // Not JSON or cut short: the schema check that follows refuses `undefined`.
    return undefined;
  }
}

function mapped<From, To>(result: Result<From, ApiError>, map: (value: From) => To): Result<To, ApiError> {
  return result.ok ? succeed(map(result.value)) : result;
}

function unreachable(): Result<never, ApiError> {
  return fail("unreachable", "The server could not be reached.");
}
