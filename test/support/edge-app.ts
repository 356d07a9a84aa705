/** The whole application over fakes: databases in memory, blobs in a map, any port replaceable by one that fails. */
import type { Hono } from "hono";
import { createApp, type EdgePorts } from "../../edge/app.ts";
import type { EdgeConfig } from "../../edge/config.ts";
import { createInference } from "../../edge/inference/inference.ts";
import { createModelAdmin } from "../../edge/inference/model-admin.ts";
import { OwnedModels } from "../../edge/inference/owned-models.ts";
import { accessRoles } from "../../shared/access/can.ts";
import { createLog, FakeClock, type LogLine, memoryDb, memorySecrets, seededRandom } from "./edge-fakes.ts";

export const testConfig = { ideOrigin: "http://localhost:8787", sandboxOrigin: "http://sandbox.localhost:8787" };

export interface TestApp {
  ports: EdgePorts;
  clock: FakeClock;
  lines: LogLine[];
  request(
    method: string,
    path: string,
    options?: { headers?: Record<string, string>; body?: BodyInit; site?: string },
  ): Promise<Response>;
}

export async function createTestApp(
  overrides: Partial<EdgePorts> = {},
  config: EdgeConfig = testConfig,
): Promise<TestApp> {
  const clock = new FakeClock();
  const { log, lines } = createLog();
  const db = memoryDb();
  const quotas = {};
  const fetch = () => Promise.reject(new Error("no network in this test"));
  const gateway = createInference({ clock, fetch, endpoints: [] });
  const owned = new OwnedModels({ db, clock, log, gateway, fixed: [], secrets: memorySecrets() });
  const blobs = new Map<string, Uint8Array<ArrayBuffer>>();
  const ports: EdgePorts = {
    db,
    blobs: {
      get: async (key) => blobs.get(key),
      put: async (key, bytes) => void blobs.set(key, bytes),
      deleteAll: async (prefix) => {
        for (const key of blobs.keys()) if (key.startsWith(prefix)) blobs.delete(key);
      },
    },
    rooms: {
      upgrade: async (context, _workspace, identity) =>
        context.json({ upgraded: true, access: accessRoles.indexOf(identity.access) }),
      seed: async () => {},
      setAccess: async () => {},
      setDial: async () => {},
      remove: async () => {},
    },
    assistants: {
      models: async () => [],
      admin: createModelAdmin({ owned, gateway, db, clock, quotas }),
      upgrade: async (context) => context.json({ upgraded: true }),
    },
    assets: {
      get: async (path) =>
        path.endsWith(".html")
          ? { body: new TextEncoder().encode("<!doctype html>"), contentType: "text/html", etag: '"1"' }
          : undefined,
    },
    registry: { get: async () => ({ ok: false, code: "not-found", message: "no" }) },
    clock,
    random: seededRandom(7),
    log,
    addressOf: () => "203.0.113.7",
    ...overrides,
  };
  const app: Hono = await createApp(ports, config);
  return {
    ports,
    clock,
    lines,
    async request(method, path, { headers = {}, body, site = testConfig.ideOrigin } = {}) {
      const withOrigin = { Origin: testConfig.ideOrigin, ...headers };
      return app.fetch(
        new Request(`${site}${path}`, { method, headers: withOrigin, ...(body === undefined ? {} : { body }) }),
      );
    },
  };
}
