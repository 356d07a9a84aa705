import { describe, expect, it } from "vitest";
import { createTestApp, testConfig } from "../test/support/edge-app.ts";
import { edgeLimits } from "./limits.ts";
import { type HeaderKind, securityHeaders } from "./security-headers.ts";

const id = "0123456789abcdefghjkmnpqrs";
const engine = testConfig.sandboxOrigin.replace("//", `//${id}.`);
const preview = testConfig.sandboxOrigin.replace("//", `//${id}-3000.`);

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
