/** The pages' server over the HTTP API. */
import type { Result } from "../../shared/lib/result.ts";
import type { Api, ApiError } from "../sync/api.ts";
import type { Answer, Server } from "./server.ts";

export function apiServer(api: Api): Server {
  /** Makes the guest at the first write, never before. */
  const asSomebody = async <Value>(act: () => Promise<Result<Value, ApiError>>): Promise<Result<Value, ApiError>> => {
    const me = await api.me();
    if (me.ok && me.value === null) {
      const guest = await api.guest();
      if (!guest.ok) return guest;
    }
    return act();
  };
  return {
    async projects() {
      const me = await api.me();
      if (me.ok && me.value === null) return { ok: true, value: [] };
      return answer(me.ok ? await api.workspaces() : me);
    },
    project: async (id) => answer(await api.workspace(id)),
    createProject: async (name, template) => answer(await asSomebody(() => api.createWorkspace({ name, template }))),
    renameProject: async (id, name) => answer(await api.renameWorkspace(id, name)),
    deleteProject: async (id) => done(await api.deleteWorkspace(id)),
    async models() {
      const models = answer(await api.models());
      return models.ok ? { ok: true, value: models.value.map((model) => model.name) } : models;
    },
    async redeem(token) {
      const redeemed = answer(await asSomebody(() => api.redeemLink(token)));
      return redeemed.ok ? { ok: true, value: redeemed.value.workspaceId } : redeemed;
    },
    turnDial: async (workspaceId, dial) => done(await api.turnDial(workspaceId, dial)),
    links: async (workspaceId) => answer(await api.links(workspaceId)),
    async createLink(workspaceId, role) {
      const made = answer(await api.createLink(workspaceId, role));
      if (!made.ok) return made;
      const { token, ...link } = made.value;
      return { ok: true, value: { link, token } };
    },
    revokeLink: async (workspaceId, linkId) => done(await api.revokeLink(workspaceId, linkId)),
  };
}

/** What the person can do about it: the thing is not there for them, or the server cannot do it now. */
const goneErrors: readonly ApiError[] = ["not-found", "forbidden", "unauthenticated", "bad-request"];

function answer<Value>(result: Result<Value, ApiError>): Answer<Value> {
  if (result.ok) return { ok: true, value: result.value };
  return { ok: false, why: goneErrors.includes(result.code) ? "not-found" : "unreachable" };
}

function done(result: Result<unknown, ApiError>): Answer<true> {
  const answered = answer(result);
  return answered.ok ? { ok: true, value: true } : answered;
}
