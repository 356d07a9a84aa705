import { createHash } from "node:crypto";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { workspaceLimits } from "../shared/protocol/limits.ts";
import { createTestApp, type TestApp, testConfig } from "../test/support/edge-app.ts";
import { edgeLimits } from "./limits.ts";
import { type HeaderKind, securityHeaders } from "./security-headers.ts";

const id = "0123456789abcdefghjkmnpqrs";
const engine = testConfig.sandboxOrigin.replace("//", `//${id}.`);
const preview = testConfig.sandboxOrigin.replace("//", `//${id}-3000.`);

async function guestCookie(app: TestApp): Promise<string> {
  const minted = await app.request("POST", "/api/guest");
  return minted.headers.getSetCookie()[0]?.split(";")[0] ?? "";
}

async function ownWorkspace(app: TestApp, cookie: string): Promise<string> {
  const made = await app.request("POST", "/api/workspaces", { headers: { Cookie: cookie }, body: "{}" });
  return v.parse(v.object({ workspace: v.object({ id: v.string() }) }), await made.json()).workspace.id;
}

describe("the application", () => {
  it("an address that makes guests without end is told to wait, and forgiven an hour later", async () => {
    const app = await createTestApp();
    const mint = async (): Promise<number> => (await app.request("POST", "/api/guest")).status;
    for (let count = 0; count < edgeLimits.maxGuestsPerAddressPerHour; count++) expect(await mint()).toBe(200);
    expect(await mint()).toBe(429);
    app.clock.advance(3_600_000);
    expect(await mint()).toBe(200);
  });

  const answers: [path: string, site: string, kind: HeaderKind][] = [
    ["/", testConfig.ideOrigin, "ide"],
    [`/w/${id}`, testConfig.ideOrigin, "ide"],
    ["/health", testConfig.ideOrigin, "api"],
    ["/api/me", testConfig.ideOrigin, "api"],
    ["/api/nothing", testConfig.ideOrigin, "api"],
    ["/missing.js", testConfig.ideOrigin, "api"],
    [`/sync/${id}`, testConfig.ideOrigin, "api"],
    ["/headless", engine, "engine"],
    ["/missing.js", engine, "engine"],
    ["/npm/express", engine, "proxy"],
    ["/", preview, "preview"],
    ["/__glasshouse/missing.js", preview, "preview"],
    ["/", "http://other.example:8787", "nowhere"],
    ["/", testConfig.sandboxOrigin.replace("//", "//www."), "nowhere"],
  ];
  it.each(answers)("%s on %s carries the headers of its kind, found or not", async (path, site, kind) => {
    const app = await createTestApp();
    const response = await app.request("GET", path, {
      site,
      headers: { "Sec-Fetch-Mode": path.endsWith(".js") ? "no-cors" : "navigate" },
    });
    const promised = securityHeaders(kind, testConfig, "NONCE");
    const actual = Object.keys(promised).map((name) => [
      name,
      response.headers.get(name)?.replaceAll(/'nonce-[^']+'/g, "'nonce-NONCE'"),
    ]);
    expect(Object.fromEntries(actual)).toEqual(promised);
  });

  it("the model catalogue is what the assistants know", async () => {
    const models = [{ id: "one", name: "One", endpoint: "models.example" }];
    const { ports } = await createTestApp();
    const app = await createTestApp({ assistants: { ...ports.assistants, models: async () => models } });
    const response = await app.request("GET", "/api/models");
    expect([response.status, await response.json()]).toEqual([200, { models }]);
  });

  it("a socket's address asked for as a page says what it is", async () => {
    const app = await createTestApp();
    for (const path of [`/sync/${id}`, "/assistant"]) {
      const response = await app.request("GET", path);
      expect([response.status, await response.text()]).toEqual([400, expect.stringContaining("WebSocket")]);
    }
  });

  it("a request over 64 KiB is refused, whether it says its length or not", async () => {
    const app = await createTestApp();
    const cookie = await guestCookie(app);
    const headers = { Cookie: cookie, "Content-Length": String(edgeLimits.maxJsonBytes + 1) };
    const response = await app.request("POST", "/api/workspaces", { headers, body: "{}" });
    expect(response.status).toBe(413);
    const unsaid = { headers: { Cookie: cookie }, body: "x".repeat(edgeLimits.maxJsonBytes + 1) };
    expect((await app.request("POST", "/api/workspaces", unsaid)).status).toBe(413);
  });

  it("a file over 50 MiB that does not say its length is refused by its bytes", async () => {
    const app = await createTestApp();
    const cookie = await guestCookie(app);
    const bytes = new Uint8Array(workspaceLimits.maxBlobBytes + 1);
    const hash = createHash("sha256").update(bytes).digest("hex");
    const path = `/api/workspaces/${await ownWorkspace(app, cookie)}/blobs/${hash}`;
    const response = await app.request("PUT", path, { headers: { Cookie: cookie }, body: bytes });
    expect([response.status, await response.text()]).toEqual([413, expect.stringContaining("50 MiB")]);
  });

  it("a workspace that is full takes no more bytes, and says so", async () => {
    const app = await createTestApp();
    const cookie = await guestCookie(app);
    const workspace = await ownWorkspace(app, cookie);
    await app.ports.db.run("INSERT INTO blob VALUES (?, 'all', ?)", workspace, workspaceLimits.maxWorkspaceBytes);
    const bytes = new TextEncoder().encode("one more");
    const path = `/api/workspaces/${workspace}/blobs/${createHash("sha256").update(bytes).digest("hex")}`;
    const response = await app.request("PUT", path, { headers: { Cookie: cookie }, body: bytes });
    expect([response.status, await response.text()]).toEqual([507, expect.stringContaining("storage-full")]);
    expect((await app.request("GET", path, { headers: { Cookie: cookie } })).status).toBe(404);
  });

  it("no answer of the API is kept by a cache", async () => {
    const app = await createTestApp();
    for (const path of ["/api/me", "/api/workspaces", `/api/workspaces/${id}`, "/api/nothing"]) {
      expect((await app.request("GET", path)).headers.get("Cache-Control")).toBe("no-store");
    }
  });

  it("a page that is not built yet says what to do", async () => {
    const app = await createTestApp({ assets: { get: async () => undefined } });
    const response = await app.request("GET", "/");
    expect([response.status, await response.text()]).toEqual([503, expect.stringContaining("npm start")]);
  });

  it("a sandbox page cannot ask the API whatever it forges", async () => {
    const app = await createTestApp();
    const headers = [
      { Origin: engine },
      { Origin: preview },
      { Referer: `${preview}/x`, Origin: testConfig.ideOrigin },
      { "Sec-Fetch-Site": "same-site" },
    ];
    const statuses = headers.map(
      async (forged) => (await app.request("POST", "/api/guest", { headers: forged })).status,
    );
    expect(await Promise.all(statuses)).toEqual([403, 403, 403, 403]);
  });
});
