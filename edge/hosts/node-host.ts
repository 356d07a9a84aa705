/** The edge on Node: one process, one folder. */
import { mkdir } from "node:fs/promises";
import type { Server } from "node:http";
import { join } from "node:path";
import { createAdaptorServer, type HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import type { WebSocketServer } from "ws";
import { createApp } from "../app.ts";
import type { EdgeConfig } from "../config.ts";
import { RegistryProxy } from "../proxy/registry.ts";
import { noteChange } from "../rooms/note-change.ts";
import { Workspaces } from "../rooms/workspaces.ts";
import { accountsSchema } from "../storage/accounts-schema.ts";
import { logSchema } from "../storage/sql-log.ts";
import { createNodeAssistants } from "./node-assistants.ts";
import { createFolderAssets, createFolderBlobs, createFolderCache } from "./node-files.ts";
import { readRegistries } from "./node-registry.ts";
import { createNodeRooms, createSocketServer } from "./node-rooms.ts";
import { createFileSecrets } from "./node-secrets.ts";
import { createNodeDb, createNodeSql, openDatabase } from "./node-sql.ts";
import { consoleLog, systemClock, systemFetch, systemRandom } from "./platform.ts";

export interface NodeHostOptions {
  dataDir: string;
  distDir: string;
  config: EdgeConfig;
  env: Readonly<Record<string, string | undefined>>;
}

export interface NodeHost {
  server: Server;
  /** Stops accepting, closes every socket with 1001, stores what is under way. */
  close(): Promise<void>;
}

const goingAway = 1001;

export async function createNodeHost({ dataDir, distDir, config, env }: NodeHostOptions): Promise<NodeHost> {
  await mkdir(dataDir, { recursive: true });
  const accounts = openDatabase(join(dataDir, "accounts.db"), accountsSchema);
  const sql = createNodeSql(openDatabase(join(dataDir, "workspaces.db"), logSchema));
  const db = createNodeDb(accounts);
  const blobs = createFolderBlobs(join(dataDir, "blobs"));
  const platform = { clock: systemClock, random: systemRandom, log: consoleLog };
  const workspaces = new Workspaces({ ...platform, db });
  const rooms = createNodeRooms({
    ...platform,
    sql,
    removeBlobs: (workspace) => blobs.deleteAll(`${workspace}/`),
    dialOf: (workspace) => workspaces.dialOf(workspace),
    onChange: (workspace, atMs) => void noteChange(db, consoleLog, workspace, atMs),
  });
  const secrets = createFileSecrets(join(dataDir, "model-keys.json"));
  const assets = createFolderAssets(distDir);
  const assistants = await createNodeAssistants({ ...platform, fetch: systemFetch, env, db, secrets, assets });
  const registry = new RegistryProxy({
    ...platform,
    // Not awaited: npm takes a second to say, and the first page does not need it.
    upstreams: readRegistries(process.cwd()),
    fetch: systemFetch,
    sharesDownloads: true,
    cache: createFolderCache(join(dataDir, "npm-cache")),
  });
  const app = await createApp({ ...platform, db, blobs, rooms, assistants, assets, registry, addressOf }, config);
  const sockets = createSocketServer();
  const server = createAdaptorServer({ fetch: app.fetch, websocket: { server: asAdapterServer(sockets) } });
  if (!("closeIdleConnections" in server)) throw new Error("the Node host serves HTTP/1.1");
  return {
    server,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await rooms.closeAll();
      for (const socket of sockets.clients) socket.close(goingAway, "The server stops.");
      server.closeAllConnections();
      await closed;
      await assistants.close();
      sql.close();
      accounts.close();
    },
  };
}

type AdapterServer = NonNullable<Parameters<typeof createAdaptorServer>[0]["websocket"]>["server"];

/** The adapter describes ws by its own interface, which exactOptionalPropertyTypes cannot match with ws's types; it asks for this one option. */
function asAdapterServer(sockets: WebSocketServer): AdapterServer {
  if (sockets.options.noServer !== true) throw new Error("the adapter needs a server without a port");
  return sockets as unknown as AdapterServer;
}

/** The peer's own address: a forwarded one could be forged by anybody. */
function addressOf(context: Context<{ Bindings: HttpBindings }>): string {
  return context.env.incoming?.socket.remoteAddress ?? "unknown";
}
