/** Workspaces and who may reach them. Rows only; live sockets are told by the routes. */
import * as v from "valibot";
import { type AccessRole, strongest } from "../../shared/access/can.ts";
import { closedDial, type Dial, dialSchema, openDial } from "../../shared/access/dial.ts";
import { workspaceLimits } from "../../shared/protocol/limits.ts";
import { edgeLimits } from "../limits.ts";
import type { Clock, Db, Random, SqlRow } from "../ports.ts";
import { numberColumn, textColumn } from "../storage/columns.ts";
import { newId } from "../storage/secrets.ts";

export interface Workspace {
  id: string;
  name: string;
  updatedAt: number;
}

export interface ListedWorkspace extends Workspace {
  access: AccessRole;
}

export class Workspaces {
  private readonly db: Db;
  private readonly clock: Clock;
  private readonly random: Random;

  constructor(ports: { db: Db; clock: Clock; random: Random }) {
    this.db = ports.db;
    this.clock = ports.clock;
    this.random = ports.random;
  }

  /** Makes a workspace owned by the user; undefined when the user has too many. */
  async create(userId: string, name: string, template: string): Promise<Workspace | undefined> {
    const owned = await this.db.one("SELECT count(*) AS count FROM workspace WHERE owner = ?", userId);
    if (owned && numberColumn(owned, "count") >= edgeLimits.maxWorkspacesPerUser) return undefined;
    const id = newId(this.random);
    const now = this.clock.now();
    await this.db.run("INSERT INTO workspace VALUES (?, ?, ?, ?, ?, ?)", id, name, userId, template, now, now);
    await this.db.run("INSERT INTO member VALUES (?, ?, 'owner', 'owner', ?)", id, userId, now);
    return { id, name, updatedAt: now };
  }

  async find(id: string): Promise<Workspace | undefined> {
    const row = await this.db.one("SELECT id, name, updatedAt FROM workspace WHERE id = ?", id);
    return row && toWorkspace(row);
  }

  /** All that the user can reach, newest first. */
  async list(userId: string): Promise<ListedWorkspace[]> {
    const rows = await this.db.all(
      `SELECT w.id, w.name, w.updatedAt, group_concat(m.role) AS roles FROM member m JOIN workspace w ON w.id = m.workspace
       WHERE m.user = ? GROUP BY w.id ORDER BY w.updatedAt DESC`,
      userId,
    );
    return rows.map((row) => ({
      ...toWorkspace(row),
      access: strongest(textColumn(row, "roles").split(",").flatMap(toAccess)),
    }));
  }

  /** "anonymous" for a stranger and for a workspace that does not exist. */
  async accessOf(workspace: string, userId: string): Promise<AccessRole> {
    const rows = await this.db.all("SELECT role FROM member WHERE workspace = ? AND user = ?", workspace, userId);
    return strongest(rows.flatMap((row) => toAccess(textColumn(row, "role"))));
  }

  /** What the assistant may do in the workspace: everything while nobody has turned its dial. */
  async dialOf(workspace: string): Promise<Dial> {
    const row = await this.db.one("SELECT value FROM dial WHERE workspace = ?", workspace);
    if (!row) return openDial;
    const stored = v.safeParse(storedDial, textColumn(row, "value"));
    // Whoever meant to take something away must not find everything open.
    return stored.success ? stored.output : closedDial;
  }

  async turnDial(workspace: string, dial: Dial): Promise<void> {
    await this.db.run("INSERT OR REPLACE INTO dial VALUES (?, ?)", workspace, JSON.stringify(dial));
  }

  async rename(id: string, name: string): Promise<void> {
    await this.db.run("UPDATE workspace SET name = ?, updatedAt = ? WHERE id = ?", name, this.clock.now(), id);
  }

  /** Counts a blob against the workspace; false when it would be over its cap. Bytes that are there already cost nothing. */
  async reserveBlob(id: string, hash: string, sizeBytes: number): Promise<boolean> {
    const added = await this.db.run(
      `INSERT OR IGNORE INTO blob SELECT ?, ?, ? WHERE (SELECT coalesce(sum(size), 0) FROM blob WHERE workspace = ?) + ? <= ?`,
      id,
      hash,
      sizeBytes,
      id,
      sizeBytes,
      workspaceLimits.maxWorkspaceBytes,
    );
    if (added > 0) return true;
    return (await this.db.one("SELECT hash FROM blob WHERE workspace = ? AND hash = ?", id, hash)) !== undefined;
  }

  async delete(id: string): Promise<void> {
    // First: a conversation is added only while the workspace is there.
    await this.db.run("DELETE FROM workspace WHERE id = ?", id);
    await this.db.run("DELETE FROM member WHERE workspace = ?", id);
    await this.db.run("DELETE FROM link WHERE workspace = ?", id);
    await this.db.run("DELETE FROM ticket WHERE workspace = ?", id);
    await this.db.run("DELETE FROM dial WHERE workspace = ?", id);
    await this.db.run("DELETE FROM conversation WHERE workspace = ?", id);
    await this.db.run("DELETE FROM blob WHERE workspace = ?", id);
  }
}

const storedDial = v.pipe(v.string(), v.parseJson(), dialSchema);

function toWorkspace(row: SqlRow): Workspace {
  return { id: textColumn(row, "id"), name: textColumn(row, "name"), updatedAt: numberColumn(row, "updatedAt") };
}

const storedRoles: readonly AccessRole[] = ["owner", "editor", "viewer", "link-edit", "link-view"];

function toAccess(role: string): AccessRole[] {
  return storedRoles.filter((known) => known === role);
}
