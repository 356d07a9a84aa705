/** One Durable Object a workspace: the room, its log, and the sockets in it. */
import { DurableObject } from "cloudflare:workers";
import * as v from "valibot";
import { type AccessRole, accessRoles } from "../../shared/access/can.ts";
import type { Dial } from "../../shared/access/dial.ts";
import { userSchema } from "../../shared/protocol/control.ts";
import { noteChange } from "../rooms/note-change.ts";
import { RoomRegistry } from "../rooms/registry.ts";
import type { Rooms } from "../rooms/rooms.ts";
import { Workspaces } from "../rooms/workspaces.ts";
import { writeSeed } from "../rooms/write-seed.ts";
import { createSqlLog, logSchema, type Sql } from "../storage/sql-log.ts";
import { SyncRoom } from "../sync/room.ts";
import { consoleLog, systemClock, systemRandom } from "./platform.ts";
import type { WorkerEnv } from "./workers-env.ts";
import { acceptSocket } from "./workers-sockets.ts";
import { createD1, createDurableSql } from "./workers-sql.ts";

const identityHeader = "X-Glasshouse-Identity";
const identitySchema = v.strictObject({ workspace: v.string(), user: userSchema, access: v.picklist(accessRoles) });

/** Sockets are accepted without hibernation: the room lives as long as somebody is in it. */
export class WorkspaceRoom extends DurableObject<WorkerEnv> {
  private readonly sql: Sql;
  private readonly registry: RoomRegistry;

  constructor(state: DurableObjectState, env: WorkerEnv) {
    super(state, env);
    this.sql = createDurableSql(state.storage);
    const ports = { clock: systemClock, random: systemRandom, log: consoleLog };
    const workspaces = new Workspaces({ ...ports, db: createD1(env.DB) });
    for (const statement of logSchema) state.storage.sql.exec(statement);
    this.registry = new RoomRegistry({
      clock: systemClock,
      open: async (workspace) =>
        SyncRoom.open({
          ...ports,
          dial: await workspaces.dialOf(workspace),
          store: createSqlLog(this.sql, workspace),
          onChange: (atMs) => state.waitUntil(noteChange(createD1(env.DB), consoleLog, workspace, atMs)),
        }),
    });
  }

  /** Only this Worker's own routes can call: they have checked who it is. */
  override async fetch(request: Request): Promise<Response> {
    const { workspace, ...identity } = v.parse(
      identitySchema,
      JSON.parse(request.headers.get(identityHeader) ?? "null"),
    );
    const { registry } = this;
    return acceptSocket(consoleLog, async (socket) => {
      const connection = await registry.connect(workspace, identity, socket);
      return {
        receive: (data) => connection.receive(data),
        left() {
          connection.left();
          registry.left(workspace);
        },
      };
    });
  }

  async seed(workspace: string, update: Uint8Array, author: string): Promise<void> {
    await writeSeed(createSqlLog(this.sql, workspace), { clock: systemClock, random: systemRandom }, update, author);
  }

  async setAccess(workspace: string, userId: string, access: AccessRole): Promise<void> {
    await this.registry.setAccess(workspace, userId, access);
  }

  async setDial(workspace: string, dial: Dial): Promise<void> {
    await this.registry.setDial(workspace, dial);
  }

  async remove(workspace: string): Promise<void> {
    await this.registry.evict(workspace);
    await createSqlLog(this.sql, workspace).clear();
  }
}

export function createWorkersRooms(
  rooms: DurableObjectNamespace<WorkspaceRoom>,
  removeBlobs: (workspace: string) => Promise<void>,
): Rooms {
  const roomOf = (workspace: string): DurableObjectStub<WorkspaceRoom> => rooms.get(rooms.idFromName(workspace));
  return {
    async upgrade(_context, workspace, identity) {
      const headers = { Upgrade: "websocket", [identityHeader]: JSON.stringify({ workspace, ...identity }) };
      return roomOf(workspace).fetch("https://room.invalid/", { headers });
    },
    seed: (workspace, update, author) => roomOf(workspace).seed(workspace, update, author),
    setAccess: (workspace, userId, access) => roomOf(workspace).setAccess(workspace, userId, access),
    setDial: (workspace, dial) => roomOf(workspace).setDial(workspace, dial),
    async remove(workspace) {
      await roomOf(workspace).remove(workspace);
      await removeBlobs(workspace);
    },
  };
}
