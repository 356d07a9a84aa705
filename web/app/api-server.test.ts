import { expect, test } from "vitest";
import { Api } from "../sync/api.ts";
import { apiServer } from "./api-server.ts";

const id = "0123456789abcdefghjkmnpqrs";
const user = { id: "u", name: "Quiet Otter", color: "#4cc38a", guest: true };
const workspace = { id, name: "tea", role: "owner", updatedAt: 1 };

type Answers = Record<string, { status?: number; body?: unknown } | "down">;

/** A server that gives fixed answers, and what it was asked. */
function serverWith(answers: Answers) {
  const asked: string[] = [];
  const api = new Api(async (path, init) => {
    const call = `${init?.method ?? "GET"} ${path}`;
    asked.push(call);
    const found = answers[call];
    if (found === "down" || found === undefined) throw new TypeError("fetch failed");
    return new Response(JSON.stringify(found.body ?? {}), { status: found.status ?? 200 });
  });
  return { server: apiServer(api), asked };
}

test("looking at the first page mints no guest and asks for no projects of nobody", async () => {
  const { server, asked } = serverWith({ "GET /api/me": { body: { user: null } } });
  expect(await server.projects()).toEqual({ ok: true, value: [] });
  expect(asked).toEqual(["GET /api/me"]);
});

test("the first write mints the guest, the second does not", async () => {
  const made = { status: 201, body: { workspace } };
  const first = serverWith({
    "GET /api/me": { body: { user: null } },
    "POST /api/guest": { body: { user } },
    "POST /api/workspaces": made,
  });
  expect(await first.server.createProject("tea", "node")).toEqual({ ok: true, value: workspace });
  expect(first.asked).toEqual(["GET /api/me", "POST /api/guest", "POST /api/workspaces"]);
  const second = serverWith({ "GET /api/me": { body: { user } }, "POST /api/workspaces": made });
  await second.server.createProject("tea", "node");
  expect(second.asked).toEqual(["GET /api/me", "POST /api/workspaces"]);
});

test("a link gives its project; a withdrawn one is told apart from a server that is away", async () => {
  const me = { body: { user } };
  const good = serverWith({
    "GET /api/me": me,
    "POST /api/links/redeem": { body: { workspaceId: id, role: "editor" } },
  });
  expect(await good.server.redeem("t")).toEqual({ ok: true, value: id });
  const error = { error: { code: "not-found", message: "Not found." } };
  const bad = serverWith({ "GET /api/me": me, "POST /api/links/redeem": { status: 404, body: error } });
  expect(await bad.server.redeem("t")).toEqual({ ok: false, why: "not-found" });
  const away = serverWith({ "GET /api/me": "down", "POST /api/links/redeem": "down" });
  expect(await away.server.redeem("t")).toEqual({ ok: false, why: "unreachable" });
});

test("a new link comes apart from its token, which is shown once", async () => {
  const link = { id: "l", role: "view", createdAt: 2 };
  const { server } = serverWith({
    [`POST /api/workspaces/${id}/links`]: { body: { link: { ...link, token: "secret" } } },
  });
  expect(await server.createLink(id, "view")).toEqual({ ok: true, value: { link, token: "secret" } });
});
