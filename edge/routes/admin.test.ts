import { expect, it } from "vitest";
import { createTestApp, type TestApp, testConfig } from "../../test/support/edge-app.ts";
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
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({
    endpoints: [],
    decisions: [],
    settings: [],
    quotas: { limits: {}, nearest: [] },
    routes: expect.arrayContaining([
      expect.objectContaining({ name: "typing", tiers: ["small", "medium", "large"], needs: "complete" }),
    ]),
    choices: { dialects: expect.arrayContaining(["ollama"]) },
  });
});

it("the owner's token shows the figures as Prometheus reads them", async () => {
  const app = await createTestApp({}, { ...testConfig, adminToken });
  const headers = { Authorization: `Bearer ${adminToken}` };
  const response = await app.request("GET", "/api/admin/metrics", { headers });
  expect([response.status, response.headers.get("content-type")?.split(";")[0], await response.text()]).toEqual([
    200,
    "text/plain",
    expect.stringContaining("# TYPE glasshouse_model_calls_total counter"),
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

const entry = { name: "Coder", endpoint: "http://127.0.0.1:9/v1" };

function ownerOf(app: TestApp) {
  const headers = { Authorization: `Bearer ${adminToken}` };
  const ask = async (method: string, path: string, body?: unknown): Promise<[number, string]> => {
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await app.request(method, `/api/admin/models${path}`, { headers, ...content });
    return [response.status, await response.text()];
  };
  const status = async () => JSON.parse((await ask("GET", ""))[1]);
  return { ask, status };
}

it("an endpoint is added with a key that is never told again, changed, paused and removed", async () => {
  const { ask, status } = ownerOf(await createTestApp({}, { ...testConfig, adminToken }));
  expect(await ask("PUT", "/coder", { entry, key: "sk-very-secret" })).toEqual([200, '{"ok":true}']);
  const [code, text] = await ask("GET", "");
  expect([code, text.includes("sk-very-secret")]).toEqual([200, false]);
  expect(await status()).toMatchObject({
    endpoints: [{ id: "coder", name: "Coder", endpoint: "127.0.0.1:9", keySet: true, off: false }],
    settings: [{ id: "coder", entry: { name: "Coder", dialect: "openai-completions", tier: "small" } }],
  });
  await ask("PUT", "/coder", { entry: { ...entry, name: "Other", tier: "large" } });
  expect((await status()).endpoints).toMatchObject([{ name: "Other", tier: "large", keySet: true }]);
  expect(await ask("PUT", "/coder/off", { off: true })).toEqual([200, '{"ok":true}']);
  expect((await status()).endpoints).toMatchObject([{ off: true }]);
  expect((await ask("DELETE", "/coder"))[0]).toBe(200);
  expect((await status()).endpoints).toEqual([]);
  expect((await ask("DELETE", "/coder"))[0]).toBe(404);
  expect((await ask("PUT", "/coder/off", { off: true }))[0]).toBe(404);
});

it.each([
  ["no address", { entry: { name: "x" } }],
  ["another scheme", { entry: { name: "x", endpoint: "file:///etc/passwd" } }],
  ["gopher", { entry: { name: "x", endpoint: "gopher://127.0.0.1:70/" } }],
  ["a password in the address", { entry: { name: "x", endpoint: "http://ada:secret@gpu/" } }],
  ["a name alone in the address", { entry: { name: "x", endpoint: "http://ada@gpu/" } }],
  ["an unknown dialect", { entry: { ...entry, dialect: "telnet" } }],
  ["a key that would be two headers", { entry, key: "a\r\nCookie: b" }],
  ["a field that is not known", { entry: { ...entry, key: "sk" } }],
])("%s is refused", async (_name, body) => {
  const { ask, status } = ownerOf(await createTestApp({}, { ...testConfig, adminToken }));
  expect((await ask("PUT", "/x", body))[0]).toBe(400);
  expect((await ask("PUT", `/${encodeURIComponent("../x")}`, { entry }))[0]).toBe(400);
  expect((await status()).endpoints).toEqual([]);
});

it("without the token nothing is changed, whatever the way", async () => {
  const app = await createTestApp({}, { ...testConfig, adminToken });
  const { status } = ownerOf(app);
  const ways: [string, string][] = [
    ["PUT", "/api/admin/models/x"],
    ["DELETE", "/api/admin/models/x"],
    ["PUT", "/api/admin/models/x/off"],
    ["POST", "/api/admin/models/x/probe"],
    ["GET", "/api/admin/nothing"],
  ];
  for (const [method, path] of ways) {
    const body = method === "GET" ? {} : { body: JSON.stringify({ entry, off: true }) };
    expect((await app.request(method, path, body)).status).toBe(404);
  }
  expect((await status()).endpoints).toEqual([]);
});
