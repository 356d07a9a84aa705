import { expect, test } from "vitest";
import { Api } from "./api.ts";

function answering(body: unknown, status = 200): { api: Api; asked: [string, RequestInit | undefined][] } {
  const asked: [string, RequestInit | undefined][] = [];
  const api = new Api((path, init) => {
    asked.push([path, init]);
    return Promise.resolve(new Response(typeof body === "string" ? body : JSON.stringify(body), { status }));
  });
  return { api, asked };
}

test("a workspace is asked for and read", async () => {
  const workspace = { id: "w", name: "Mine", role: "owner", updatedAt: 1 };
  const { api, asked } = answering({ workspace });
  expect(await api.createWorkspace({ template: "express" })).toEqual({ ok: true, value: workspace });
  expect(asked[0]?.[0]).toBe("/api/workspaces");
  expect(asked[0]?.[1]).toMatchObject({ method: "POST", body: '{"template":"express"}', credentials: "same-origin" });
});

test("ids never leave their place in a path", async () => {
  const { api, asked } = answering({ ok: true });
  await api.revokeLink("../me", "a/b?c");
  expect(asked[0]?.[0]).toBe("/api/workspaces/..%2Fme/links/a%2Fb%3Fc");
});

test.each([
  ["the server's own refusal", { error: { code: "not-found", message: "Nothing here." } }, 404, "not-found"],
  ["a refusal that is not known", { error: { code: "teapot", message: "?" } }, 418, "internal"],
  ["a refusal of something else on the way", "<html>502</html>", 502, "internal"],
  ["an answer of another shape", { workspaces: [{ id: 1 }] }, 200, "bad-answer"],
  ["an answer that is no JSON", "{", 200, "bad-answer"],
])("%s is a value", async (_, body, status, code) => {
  expect(await answering(body, status).api.workspaces()).toMatchObject({ ok: false, code });
});

test("no answer at all is a value", async () => {
  const api = new Api(() => Promise.reject(new TypeError("Failed to fetch")));
  expect(await api.me()).toMatchObject({ ok: false, code: "unreachable" });
  expect(await api.putBlob("w", "h", new Uint8Array([1]))).toMatchObject({ ok: false, code: "unreachable" });
  expect(await api.blob("w", "h")).toMatchObject({ ok: false, code: "unreachable" });
});
