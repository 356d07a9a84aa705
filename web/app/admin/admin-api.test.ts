import { expect, test } from "vitest";
import { createAdminApi } from "./admin-api.ts";

const empty = {
  endpoints: [],
  decisions: [],
  settings: [],
  routes: [],
  quotas: { limits: {}, nearest: [] },
  choices: { dialects: [], families: [], tiers: [] },
};

function server(answer: () => Response) {
  const asked: { path: string; init: RequestInit }[] = [];
  const api = createAdminApi(async (path, init) => {
    asked.push({ path, init });
    return answer();
  }, "the-token-of-the-owner");
  return { api, asked };
}

test("the token travels in the Authorization header and nowhere else, without cookies", async () => {
  const { api, asked } = server(() => Response.json(empty));
  expect(await api.status()).toEqual({ ok: true, value: empty });
  await api.turn("a/b ?c", true);
  expect(asked.map(({ path }) => path)).toEqual(["/api/admin/models", "/api/admin/models/a%2Fb%20%3Fc/off"]);
  for (const { path, init } of asked) {
    expect(new Headers(init.headers).get("authorization")).toBe("Bearer the-token-of-the-owner");
    expect(init.credentials).toBe("omit");
    expect(path + String(init.body)).not.toContain("the-token");
  }
});

test("a key that was not written is not sent: the server keeps its own", async () => {
  const { api, asked } = server(() => Response.json({ ok: true }));
  const entry = { name: "m", endpoint: "http://gpu", dialect: "ollama", tier: "small", concurrency: 1 };
  await api.put("m", entry, undefined);
  await api.put("m", entry, "");
  expect(asked.map(({ init }) => JSON.parse(String(init.body)))).toEqual([{ entry }, { entry, key: "" }]);
});

test.each([
  [404, "refused"],
  [400, "bad-request"],
  [409, "conflict"],
  [500, "unreachable"],
])("status %i is %s", async (status, why) => {
  const { api } = server(() => new Response("{}", { status }));
  expect(await api.remove("m")).toEqual({ ok: false, why });
});

test("no answer, and one of another shape, are failures and not errors", async () => {
  const down = createAdminApi(() => Promise.reject(new TypeError("fetch failed")), "t");
  expect(await down.status()).toEqual({ ok: false, why: "unreachable" });
  expect(await server(() => Response.json({ endpoints: 7 })).api.status()).toEqual({ ok: false, why: "unreachable" });
  expect(await server(() => new Response("<html>")).api.status()).toEqual({ ok: false, why: "unreachable" });
});
