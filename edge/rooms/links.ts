/** Share links: a token that grants a role for as long as the link lives. */
import * as v from "valibot";
import { edgeLimits } from "../limits.ts";
import type { Clock, Db, Random } from "../ports.ts";
import { numberColumn, textColumn } from "../storage/columns.ts";
import { hashToken, isToken, newId } from "../storage/secrets.ts";

export const linkRoleSchema = v.picklist(["view", "edit"]);
export type LinkRole = v.InferOutput<typeof linkRoleSchema>;

export interface ShareLink {
  id: string;
  role: LinkRole;
  createdAt: number;
}

export class Links {
  private readonly db: Db;
  private readonly clock: Clock;
  private readonly random: Random;

  constructor(ports: { db: Db; clock: Clock; random: Random }) {
    this.db = ports.db;
    this.clock = ports.clock;
    this.random = ports.random;
  }

  /** Makes a link; its token is shown here and never again. Undefined when the workspace has too many. */
  async create(workspace: string, role: LinkRole): Promise<(ShareLink & { token: string }) | undefined> {
    if ((await this.list(workspace)).length >= edgeLimits.maxLinksPerWorkspace) return undefined;
    const link = { id: newId(this.random), role, createdAt: this.clock.now() };
    const token = newId(this.random);
    await this.db.run(
      "INSERT INTO link VALUES (?, ?, ?, ?, ?)",
      link.id,
      workspace,
      role,
      await hashToken(token),
      link.createdAt,
    );
    return { ...link, token };
  }

  async list(workspace: string): Promise<ShareLink[]> {
    const rows = await this.db.all(
      "SELECT id, role, createdAt FROM link WHERE workspace = ? ORDER BY createdAt",
      workspace,
    );
    return rows.map((row) => ({
      id: textColumn(row, "id"),
      role: v.parse(linkRoleSchema, textColumn(row, "role")),
      createdAt: numberColumn(row, "createdAt"),
    }));
  }

  /** Ends a link; gives the users whose access came through it, or undefined when there is no such link. */
  async revoke(workspace: string, id: string): Promise<string[] | undefined> {
    const removed = await this.db.run("DELETE FROM link WHERE workspace = ? AND id = ?", workspace, id);
    if (removed === 0) return undefined;
    const rows = await this.db.all(
      "DELETE FROM member WHERE workspace = ? AND source = ? RETURNING user",
      workspace,
      id,
    );
    return rows.map((row) => textColumn(row, "user"));
  }

  /** Makes the user a member by the link's token; undefined when the token opens nothing. */
  async redeem(token: string, userId: string): Promise<{ workspace: string } | undefined> {
    if (!isToken(token)) return undefined;
    // Looked up by hash: the time of the comparison says nothing about the token.
    const row = await this.db.one("SELECT id, workspace, role FROM link WHERE tokenHash = ?", await hashToken(token));
    if (!row) return undefined;
    const workspace = textColumn(row, "workspace");
    const access = `link-${v.parse(linkRoleSchema, textColumn(row, "role"))}`;
    // The link is read again in the same statement: one revoked meanwhile grants nothing.
    await this.db.run(
      "INSERT OR IGNORE INTO member SELECT workspace, ?, id, ?, ? FROM link WHERE id = ?",
      userId,
      access,
      this.clock.now(),
      textColumn(row, "id"),
    );
    return { workspace };
  }
}
