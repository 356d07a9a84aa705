import { expect, it } from "vitest";
import { createTestApp, testConfig } from "../../test/support/edge-app.ts";
import { readAdminToken } from "../config.ts";
import { edgeLimits } from "../limits.ts";

const adminToken = "0123456789abcdef0123";
const look = async (token: string | undefined, configured = true) => {
  const app = await createTestApp({}, configured ? { ...testConfig, adminToken } : testConfig);
  const headers: Record<string, string> = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  return { app, response: await app.request("GET", "/api/admin/models", { headers }) };
};

it("the owner's token shows the models' status", async () => {
  const { response } = await look(adminToken);
  expect([response.status, await response.json()]).toEqual([200, { endpoints: [] }]);
});

it("the owner's token shows the figures as Prometheus reads them", async () => {
  const app = await createTestApp({}, { ...testConfig, adminToken });
  const headers = { Authorization: `Bearer ${adminToken}` };
  const response = await app.request("GET", "/api/admin/metrics", { headers });
  expect([response.status, response.headers.get("content-type")?.split(";")[0], await response.text()]).toEqual([
    200,
    "text/plain",
    "glasshouse 1\n",
  ]);
  expect((await app.request("GET", "/api/admin/metrics")).status).toBe(404);
});

it.each([
  ["no token", undefined, true],
  ["another token", "0123456789abcdef0124", true],
  ["the token where none is set", adminToken, false],
  ["an empty token where none is set", "", false],
] as const)("%s is answered as if there were nothing", async (_name, token, configured) => {
  const { response } = await look(token, configured);
  expect(response.status).toBe(404);
});

it("whoever tries tokens is not heard any more, not even with the right one", async () => {
  const { app } = await look(undefined);
  const tryToken = (token: string): Promise<Response> =>
    app.request("GET", "/api/admin/models", { headers: { Authorization: `Bearer ${token}` } });
  for (let count = 0; count < edgeLimits.maxAdminFailuresPerMinute; count++) await tryToken(`wrong${count}`);
  expect((await tryToken(adminToken)).status).toBe(404);
});

it("a token that could be guessed opens nothing", () => {
  expect(readAdminToken({ GLASSHOUSE_ADMIN_TOKEN: "short" })).toEqual({});
  expect(readAdminToken({ GLASSHOUSE_ADMIN_TOKEN: adminToken })).toEqual({ adminToken });
});
